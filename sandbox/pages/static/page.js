// The page's one script: sends what a person does, and redraws what has changed.
"use strict";

const TROUBLE = "We had some trouble connecting. Try again?";
const person = document.body.dataset.person;
const place = document.body.dataset.place;
const byId = (id) => document.getElementById(id);

// Sending

async function send(verb, fields) {
  const body = new URLSearchParams(fields);
  const answer = await fetch(`/as/${person}/${verb}`, { method: "POST", body });
  if (!answer.ok) throw new Error(`${verb}: ${answer.status}`);
  return answer.json();
}

async function deliver(verb, fields) {
  try {
    const answer = await send(verb, fields);
    await redraw();
    return answer;
  } catch {
    return { error: TROUBLE };
  }
}

// Delivers once, however often it is pressed, and shows that something is going on.
async function act(element, verb, fields) {
  if (element.getAttribute("aria-busy") === "true") return {};
  element.setAttribute("aria-busy", "true");
  const answer = await deliver(verb, fields);
  element.removeAttribute("aria-busy");
  return answer;
}

// What is chosen in quick succession is delivered one after the other
let before = Promise.resolve();

function inTurn(work) {
  before = before.then(work);
  return before;
}

async function press(element, value) {
  if (!(await confirmed(element))) return;
  const form = element.closest("[data-surface]");
  const surface = form.id;
  const answer = element.matches("select, input, textarea")
    ? await inTurn(() => deliver("press", pressed(form, element, value)))
    : await act(element, "press", pressed(form, element, value));
  showTrouble(byId(surface), answer.error);
}

function pressed(form, element, value) {
  const fields = new FormData(form);
  fields.set("_block", element.dataset.block);
  fields.set("_action", element.dataset.action);
  if (value !== undefined) fields.set("_value", value);
  return fields;
}

async function submit(form) {
  const button = form.querySelector("[type=submit]");
  if (!button) return;
  const answer = await act(button, "submit", new FormData(form));
  showErrors(form, answer.errors || {});
  showTrouble(form, answer.error);
}

function closeModal(form, all) {
  const fields = new FormData(form);
  if (all) fields.set("_all", "yes");
  return act(form, "close", fields);
}

function confirmed(element) {
  const dialog = element.dataset.confirm && byId(element.dataset.confirm);
  if (!dialog) return Promise.resolve(true);
  return new Promise((resolve) => {
    dialog.returnValue = "no";
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
    dialog.showModal();
  });
}

// Errors, beside what they are about

function showTrouble(form, words) {
  const line = form && form.querySelector(".trouble");
  if (!line) return;
  line.textContent = words || "";
  line.hidden = !words;
  if (words) line.scrollIntoView({ block: "nearest" });
}

function showErrors(form, errors) {
  for (const block of form.querySelectorAll("[data-input-block]")) {
    const words = errors[block.dataset.inputBlock] || "";
    const line = block.querySelector(".error");
    line.textContent = words;
    line.hidden = !words;
    for (const field of described(block)) {
      if (words) field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
    }
  }
  const first = form.querySelector(".error:not([hidden])");
  if (first) focusFirst(first.closest("[data-input-block]"));
}

const described = (block) => block.querySelectorAll("[aria-describedby$='.error']");

// Redrawing: the same page is fetched again and laid over this one, piece by piece, so that focus,
// what was typed, and what is scrolled to all stay

let redrawing = null;
let onceMore = false;

function redraw() {
  onceMore = true;
  redrawing ??= redrawWhileNeeded().finally(() => (redrawing = null));
  return redrawing;
}

async function redrawWhileNeeded() {
  while (onceMore) {
    onceMore = false;
    const answer = await fetch(location.pathname);
    if (answer.status === 404) return location.reload();
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    layOver(fresh);
  }
}

function layOver(fresh) {
  const log = byId("log");
  const atEnd = log && log.scrollHeight - log.scrollTop - log.clientHeight < 80;
  const follows = log && isFollowed(log);
  const before = log && newest(log)?.id;
  const home = focusHome(document.activeElement);
  document.title = fresh.title;
  morph(document.body, fresh.body);
  showModals();
  if (document.activeElement === document.body && home) byId(home)?.focus();
  if (follows && newest(log)?.id !== before) showNewest(log);
  else if (atEnd) log.scrollTop = log.scrollHeight;
  noteRead();
}

// A long message is read from its top, so the log is scrolled to its end or to there

const newest = (log) => log.querySelector(".message:last-of-type");

function isFollowed(log) {
  const last = newest(log);
  return !last || last.getBoundingClientRect().top < log.getBoundingClientRect().bottom;
}

function showNewest(log) {
  log.scrollTop = log.scrollHeight;
  const last = newest(log);
  const above = last ? log.getBoundingClientRect().top - last.getBoundingClientRect().top : 0;
  if (above > 0) log.scrollTop -= above;
}

// Where focus goes when what had it is no longer there
function focusHome(element) {
  return element?.closest("article[id], .home[id], dialog[id]")?.id;
}

function morph(old, fresh) {
  if (old.isEqualNode(fresh) || "keep" in (old.dataset || {})) return;
  morphAttributes(old, fresh);
  if (old.matches("textarea")) return;
  const chosen = old.matches("select") ? old.value : null;
  morphChildren(old, fresh);
  if (chosen !== null) old.value = chosen;
}

function morphAttributes(old, fresh) {
  const kept = keptAttributes(old);
  for (const { name } of [...old.attributes]) {
    if (!kept.has(name) && !fresh.hasAttribute(name)) old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (!kept.has(name) && old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
}

// What the person or this script has set; the server knows nothing of it
function keptAttributes(element) {
  const kept = new Set(["open", "aria-invalid"]);
  if (!element.matches("#clock")) kept.add("aria-busy");
  if (element.matches("input:not([type=hidden]), option")) {
    for (const name of ["checked", "selected"]) kept.add(name);
    if (!element.matches("option, [type=radio], [type=checkbox]")) kept.add("value");
  }
  return kept;
}

function morphChildren(old, fresh) {
  const wanted = new Set([...fresh.children].map((child) => child.id).filter(Boolean));
  for (const child of [...old.children]) if (child.id && !wanted.has(child.id)) drop(child);
  let cursor = old.firstChild;
  for (const next of [...fresh.childNodes]) {
    const match = counterpart(old, cursor, next);
    if (match) cursor = dropUntil(match, cursor);
    if (!match) old.insertBefore(next, cursor);
    else if (match === cursor) cursor = cursor.nextSibling;
    else old.insertBefore(match, cursor);
    if (match) morphNode(match, next);
  }
  while (cursor) {
    const after = cursor.nextSibling;
    drop(cursor);
    cursor = after;
  }
}

// To move an element would take the focus from it: rather drop the nameless pieces before it
function dropUntil(match, cursor) {
  while (cursor && cursor !== match && !cursor.id) {
    const after = cursor.nextSibling;
    drop(cursor);
    cursor = after;
  }
  return cursor;
}

function counterpart(parent, cursor, next) {
  if (next.id) {
    const same = byId(next.id);
    return same && same.parentNode === parent && same.nodeName === next.nodeName ? same : null;
  }
  return cursor && !cursor.id && cursor.nodeName === next.nodeName ? cursor : null;
}

function morphNode(old, next) {
  if (old.nodeType === Node.ELEMENT_NODE) morph(old, next);
  else if (old.data !== next.data) old.data = next.data;
}

// A dialog that is closed gives the focus back to where it came from
function drop(node) {
  if (node.nodeType === Node.ELEMENT_NODE) {
    for (const dialog of [node, ...node.querySelectorAll("dialog")]) {
      if (dialog.matches("dialog[open]")) dialog.close();
    }
  }
  node.remove();
}

// Modals

function showModals() {
  for (const dialog of document.querySelectorAll("dialog.modal:not([open])")) {
    dialog.showModal();
    focusFirst(dialog.querySelector(".modal-body")) || dialog.querySelector("h2").focus();
  }
}

const FOCUSABLE = "input:not([type=hidden]), select, textarea";

function focusFirst(region) {
  const first = region.querySelector("[data-focus]") || region.querySelector(FOCUSABLE);
  first?.focus();
  return first;
}

// Looking

function look() {
  if (place) send("look", { _place: place }).catch(() => {});
}

function noteRead() {
  const unread = Number(byId("log")?.dataset.unread || 0);
  if (unread && !document.hidden) send("read", { _place: place }).catch(() => {});
}

// The composer and its list of commands

const composer = byId("composer");
const text = byId("message-text");
const draft = `draft ${location.pathname}`;

async function sendMessage() {
  const fields = new FormData(composer);
  const words = text.value;
  if (!words.trim()) return;
  write("");
  showTrouble(composer, "");
  composer.setAttribute("aria-busy", "true");
  const answer = await deliver("say", fields);
  composer.removeAttribute("aria-busy");
  showTrouble(composer, answer.error);
  if (answer.error && !text.value) write(words);
  byId("log").scrollTop = byId("log").scrollHeight;
}

function write(words) {
  text.value = words;
  sessionStorage.setItem(draft, words);
  listCommands();
}

function listCommands() {
  const typed = /^\/\S*$/.test(text.value) ? text.value.toLowerCase() : null;
  const options = [...byId("commands").children];
  for (const option of options) {
    option.hidden = typed === null || !option.dataset.command.startsWith(typed);
  }
  const shown = options.filter((option) => !option.hidden);
  byId("commands").hidden = shown.length === 0;
  mark(shown[0]);
}

function mark(option) {
  for (const each of byId("commands").children) each.setAttribute("aria-selected", each === option);
  if (option) {
    text.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  } else text.removeAttribute("aria-activedescendant");
}

function marked() {
  return byId("commands").hidden ? null : byId("commands").querySelector("[aria-selected=true]");
}

function take(option) {
  write(`${option.dataset.command} `);
  byId("commands").hidden = true;
  text.focus();
}

function moveMark(step) {
  const shown = [...byId("commands").children].filter((option) => !option.hidden);
  mark(shown[(shown.indexOf(marked()) + step + shown.length) % shown.length]);
}

function composerKey(event) {
  const option = marked();
  const list = { ArrowDown: 1, ArrowUp: -1 };
  if (option && event.key in list) moveMark(list[event.key]);
  else if (option && event.key === "Tab" && !event.shiftKey) take(option);
  else if (option && event.key === "Escape") byId("commands").hidden = true;
  else if (option && event.key === "Enter" && option.dataset.command !== text.value) take(option);
  else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) sendMessage();
  else return;
  event.preventDefault();
}

// What the person does

function onClick(event) {
  const target = event.target.closest("button, a, [data-command]");
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target) || target?.closest(".menu-list")) menu.open = false;
  }
  if (text && !composer.contains(event.target)) byId("commands").hidden = true;
  if (!target || target.getAttribute("aria-disabled") === "true") return;
  const data = target.dataset;
  if (data.command) take(target);
  else if (data.answer) target.closest("dialog").close(data.answer);
  else if (data.close) closeModal(target.form, data.close === "all");
  else if (data.step) act(target, "clock", { _step: data.step });
  else if ("dismissTips" in data) dismissTips();
  else if ("dispatch" in data) press(target, data.value);
}

function onChange(event) {
  const field = event.target;
  const list = field.closest(".choices[data-max]");
  const full = list && list.querySelectorAll(":checked").length > Number(list.dataset.max);
  if (full) {
    field.checked = false;
    byId("status").textContent = `At most ${list.dataset.max} can be chosen.`;
    return;
  }
  if (!field.matches("[data-dispatch]:not([data-dispatch-on])")) return;
  if (field.matches("[type=date], [type=time], [type=datetime-local]")) pressSoon(field);
  else press(field);
}

let typing = 0;

// A date is complete after each of its digits: wait until the typing rests
function pressSoon(field) {
  clearTimeout(typing);
  typing = setTimeout(press, 400, field);
}

function onInput(event) {
  if (event.target === text) {
    sessionStorage.setItem(draft, text.value);
    listCommands();
  }
  if (event.target.matches("[data-dispatch-on~=on_character_entered]")) pressSoon(event.target);
}

function onKey(event) {
  const field = event.target;
  const menu = field.closest("details.menu[open]");
  if (field === text) return composerKey(event);
  if (event.key === "Escape" && menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
    event.preventDefault();
  } else if (event.key === "Escape") escape(event);
  if (event.key === "Enter" && field.matches("input[data-dispatch-on~=on_enter_pressed]")) {
    event.preventDefault();
    press(field);
  }
}

function onSubmit(event) {
  event.preventDefault();
  if (event.target === composer) sendMessage();
  else if ("modal" in event.target.dataset) submit(event.target);
}

// Esc asks to close the modal on top: the app hears of it, and the redrawn page is without it.
// Left to itself a browser closes together all dialogs that opened without a click
function escape(event) {
  const top = [...document.querySelectorAll("dialog.modal[open]")].pop();
  if (!top || document.querySelector("dialog.confirm[open]")) return;
  event.preventDefault();
  closeModal(top.querySelector("form"), false);
}

// Other ways to ask the same, such as a phone's back button
function onCancel(event) {
  if (!event.target.matches("dialog.modal")) return;
  event.preventDefault();
  closeModal(event.target.querySelector("form"), false);
}

// Asked twice, a browser closes a dialog by itself
function onClosed(event) {
  if (!event.target.matches("dialog.modal") || !event.target.isConnected) return;
  closeModal(event.target.querySelector("form"), false);
}

function dismissTips() {
  document.cookie = "tips=off; path=/; SameSite=Strict; max-age=31536000";
  byId("tips").remove();
  byId("main").focus();
}

// News from the server. A hidden tab listens to nothing: browsers allow six connections in all

let news = null;

function listen() {
  news?.close();
  news = null;
  if (document.hidden) return;
  news = new EventSource(`/as/${person}/events`);
  news.onopen = () => {
    byId("offline").hidden = true;
    redraw().catch(() => {});
  };
  news.onmessage = () => redraw().catch(() => {});
  news.onerror = () => (byId("offline").hidden = false);
}

function begin() {
  for (const [name, listener] of Object.entries({
    click: onClick, change: onChange, input: onInput, keydown: onKey, submit: onSubmit,
  })) document.addEventListener(name, listener);
  document.addEventListener("cancel", onCancel, true);
  document.addEventListener("close", onClosed, true);
  document.addEventListener("visibilitychange", listen);
  window.addEventListener("pagehide", () => news?.close());
  if (matchMedia("(max-width: 44rem)").matches) byId("tips-list")?.removeAttribute("open");
  if (text) write(text.value || sessionStorage.getItem(draft) || "");
  for (const current of document.querySelectorAll(".rail [aria-current], .sidebar [aria-current]")) {
    current.scrollIntoView({ block: "nearest", inline: "center" });
  }
  if (byId("log")) showNewest(byId("log"));
  showModals();
  listen();
  look();
}

if (person) begin();
