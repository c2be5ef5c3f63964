"use strict";

const at = (id) => document.getElementById(id);
const status = at("status");
let shown = null;

/** An element with children; words become text and never markup. */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

const both = (zh, en) => [zh + " ", make("span", { lang: "en" }, en)];

const KINDS = {
  title: ["标题", "Title"], body: ["正文", "Text"], caption: ["图注", "Caption"],
  ocr: ["图中文字", "Words in pictures"], asr: ["语音文字", "Spoken words"], hashtag: ["话题", "Hashtag"],
};

async function call(path, body) {
  const request = body === undefined
    ? {}
    : { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  const answer = await fetch(path, request);
  const value = await answer.json();
  if (!answer.ok) throw new Error(value.error ? value.error.detail : answer.statusText);
  return value;
}

function clear() {
  shown = null;
  for (const id of ["unread", "parts", "findings"]) at(id).replaceChildren();
  at("actions").hidden = true;
}

function say(kind, ...words) {
  status.replaceChildren(make("p", { class: "verdict " + kind }, ...words));
}

async function run(request, name) {
  clear();
  at("check").disabled = true;
  say("", ...both("正在检查…", "Checking…"));
  try {
    show(await call("/api/check", request), name);
  } catch (error) {
    say("error", ...both("没有检查", "Not checked"), make("span", {}, " " + error.message));
  } finally {
    at("check").disabled = false;
  }
  at("result").focus({ preventScroll: true });
}

/** Stretches of a part: covered, read beside, or plain. Offsets are in code points. */
function marked(part, index, findings) {
  const points = Array.from(part.text);
  const numbers = points.map(() => new Set());
  const covered = new Array(points.length).fill(false);
  for (const [start, end] of part.covered) covered.fill(true, start, end);
  findings.forEach((finding, i) => {
    for (const hit of finding.hits) {
      if (hit.part !== index) continue;
      for (let k = hit.start; k < hit.end; k++) numbers[k].add(i + 1);
    }
  });
  const held = findings.some((f) => f.action === "hold");
  const look = (k) => covered[k] ? "cover" : numbers[k].size ? (held ? "cover" : "beside") : "";
  const out = [];
  for (let k = 0; k < points.length;) {
    const kind = look(k);
    let end = k;
    const seen = new Set();
    while (end < points.length && look(end) === kind) {
      numbers[end].forEach((n) => seen.add(n));
      end++;
    }
    const words = points.slice(k, end).join("");
    if (kind === "cover") {
      out.push(make("mark", {}, words, make("sup", {}, [...seen].sort((a, b) => a - b).join(","))));
    } else if (kind === "beside") {
      out.push(make("span", { class: "beside" }, words));
    } else {
      out.push(words);
    }
    k = end;
  }
  return out;
}

function show(answer, name) {
  shown = { ...answer, name };
  const decision = answer.decision;
  say(decision.action, ...both(answer.summary.zh, answer.summary.en));
  if (decision.notice) {
    status.append(make("p", { class: "notice" }, decision.notice.zh), make("p", { class: "notice", lang: "en" }, decision.notice.en));
  }
  at("unread").replaceChildren(...answer.unread.map((u) => make("p", { class: "quiet" }, ...both(u.zh, u.en))));
  const order = decision.findings.map((f, i) => [f, answer.titles[i]]).filter(([f]) => f.exempted_by === null);
  const findings = order.map(([f]) => f);
  at("parts").replaceChildren(...answer.parts.flatMap((part, i) => [
    make("h3", {}, ...both(...(KINDS[part.kind] || ["", part.kind]))),
    make("p", { class: "text" }, ...marked(part, i, findings)),
  ]));
  at("findings").replaceChildren(...order.map(([finding, title]) => make("li", {},
    ...both(title.zh, title.en),
    make("p", { class: "why" }, `第 ${finding.article} 条 · ${finding.rule}`),
    ...finding.reasons.map((reason) => make("p", { class: "why" }, reason)),
    ...(finding.related.length
      ? [make("p", { class: "why" }, ...both("与此前发布的内容合在一起：", "Together with own earlier releases: "), finding.related.join(", "))]
      : []),
  )));
  at("copy").hidden = !decision.parts;
  at("save").hidden = !(answer.copy && answer.copy.content && decision.action === "mask");
  at("release").hidden = false;
  at("actions").hidden = false;
}

function base64(bytes) {
  let text = "";
  for (let i = 0; i < bytes.length; i += 0x8000) text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return btoa(text);
}

/** The planned date, as the event's time: it decides which own releases count. */
const time = () => (at("time").value ? { time: at("time").value } : {});

async function file(chosen) {
  const bytes = new Uint8Array(await chosen.arrayBuffer());
  await run({ document: { name: chosen.name, content: base64(bytes), ...time() } }, chosen.name);
}

async function releases() {
  const { releases: list } = await call("/api/releases");
  at("log").replaceChildren(...list.map((entry) => {
    const forget = make("button", { type: "button" }, ...both("移除", "Forget"));
    forget.addEventListener("click", async () => {
      await call("/api/releases/forget", { id: entry.id });
      await releases();
    });
    return make("li", {}, make("code", {}, entry.id), entry.time.slice(0, 10), entry.facets.join("、"), forget);
  }));
  if (!list.length) at("log").replaceChildren(make("li", { class: "quiet" }, ...both("还没有", "None yet")));
}

at("draft").addEventListener("submit", (event) => {
  event.preventDefault();
  const [title, body, captions] = ["title", "body", "captions"].map((id) => at(id).value);
  run({ text: { title, body, captions, ...time() } }, null);
});

at("file").addEventListener("change", () => {
  if (at("file").files.length) file(at("file").files[0]);
});

for (const name of ["dragenter", "dragover"]) {
  document.addEventListener(name, (event) => {
    event.preventDefault();
    at("drop").classList.add("over");
  });
}
document.addEventListener("dragleave", () => at("drop").classList.remove("over"));
document.addEventListener("drop", (event) => {
  event.preventDefault();
  at("drop").classList.remove("over");
  if (event.dataTransfer.files.length) file(event.dataTransfer.files[0]);
});

at("copy").addEventListener("click", async () => {
  await navigator.clipboard.writeText(shown.decision.parts.map((part) => part.text).join("\n\n"));
  status.append(make("p", { class: "quiet" }, ...both("已复制", "Copied")));
});

at("save").addEventListener("click", () => {
  const bytes = Uint8Array.from(atob(shown.copy.content), (c) => c.charCodeAt(0));
  const url = URL.createObjectURL(new Blob([bytes], { type: shown.copy.media_type }));
  const link = make("a", { href: url, download: "masked-" + shown.copy.name });
  link.click();
  URL.revokeObjectURL(url);
});

at("release").addEventListener("click", async () => {
  const id = shown.decision.event;
  try {
    await call("/api/release", { id });
    clear();
    say("pass", ...both(`已记为发布：${id}`, `Released: ${id}`));
    await releases();
  } catch (error) {
    say("error", error.message);
  }
});

const today = new Date();
const two = (n) => String(n).padStart(2, "0");
at("time").value = `${today.getFullYear()}-${two(today.getMonth() + 1)}-${two(today.getDate())}`;
releases().catch((error) => say("error", error.message));
