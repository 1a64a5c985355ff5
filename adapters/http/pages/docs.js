// Draws /openapi.json: operations by resource, their parameters, bodies and answers, and a way to try each.
"use strict";

const METHODS = ["get", "put", "post", "patch", "delete"];
const keyField = document.getElementById("key");

function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child != null));
  return node;
}

// A schema's own definitions: "#/..." inside a schema with $id means that schema, else the whole document.
function resolve(schema, root) {
  if (!schema || !schema.$ref) return schema || {};
  const found = schema.$ref.replace(/^#\//, "").split("/").reduce((node, step) => (node || {})[step], root);
  return { ...resolve(found, root), ...(schema.description ? { description: schema.description } : {}) };
}

function kindOf(schema) {
  if ("const" in schema) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.join(" | ");
  const options = schema.oneOf || schema.anyOf;
  if (options) return options.map((each) => each.title || kindOf(each)).filter(Boolean).join(" or ");
  const type = Array.isArray(schema.type) ? schema.type.join(" or ") : schema.type || "";
  return schema.format ? `${type} (${schema.format})` : type;
}

function branches(schema, root) {
  const options = schema.oneOf || schema.anyOf;
  return options ? options.map((each) => resolve(each, root)).filter((each) => each.type !== "null") : [];
}

function hasMembers(schema, root) {
  const inner = schema.type === "array" ? resolve(schema.items, root) : schema;
  return Boolean(inner.properties) || branches(inner, root).some((each) => hasMembers(each, root));
}

function tree(given, root, depth = 0) {
  const schema = resolve(given, root);
  if (schema.type === "array") return tree(schema.items, root, depth);
  const list = make("ul", depth ? {} : { class: "tree" });
  for (const branch of branches(schema, root)) {
    if (hasMembers(branch, root)) {
      list.append(make("li", {}, make("span", { class: "kind" }, branch.title || "or"), tree(branch, root, depth + 1)));
    }
  }
  const required = new Set(schema.required || []);
  for (const [name, each] of Object.entries(schema.properties || {})) {
    list.append(member(name, resolve(each, root), required.has(name), root, depth));
  }
  return list;
}

function member(name, schema, isRequired, root, depth) {
  const inner = schema.type === "array" ? resolve(schema.items, root) : schema;
  const kind = schema.type === "array" ? `list of ${kindOf(inner) || "values"}` : kindOf(schema);
  const line = [
    make("code", {}, name), isRequired ? make("span", { class: "must", title: "required" }, " *") : null, " ",
    make("span", { class: "kind" }, kind), schema.description ? ` ${schema.description}` : "",
  ].filter((each) => each != null);
  if (depth > 6 || !hasMembers(schema, root)) return make("li", {}, ...line);
  return make("li", {}, make("details", { open: depth < 1 }, make("summary", {}, ...line), tree(schema, root, depth + 1)));
}

function section(title, ...children) {
  return make("section", {}, make("h3", {}, title), ...children);
}

function parameterTable(parameters) {
  const rows = parameters.map((each) => make("tr", {},
    make("th", {}, each.name, each.required ? make("span", { class: "must" }, " *") : null),
    make("td", { class: "kind" }, `${each.in}, ${kindOf(each.schema)}${each.schema.default ? `, default ${each.schema.default}` : ""}`),
    make("td", {}, each.description || "")));
  return section("Parameters", make("table", {}, make("tbody", {}, ...rows)));
}

function contents(content, root) {
  return Object.entries(content || {}).map(([media, { schema }]) => make("div", {}, make("p", { class: "kind" }, media),
    schema && hasMembers(resolve(schema, schema.$id ? schema : root), schema.$id ? schema : root)
      ? tree(schema, schema.$id ? schema : root) : null));
}

function address(path, fields) {
  const query = new URLSearchParams();
  let filled = path;
  for (const { parameter, input } of fields) {
    if (parameter.in === "path") filled = filled.replace(`{${parameter.name}}`, input.value.split("/").map(encodeURIComponent).join("/"));
    if (parameter.in === "query" && input.value) {
      const values = parameter.schema.type === "array" ? input.value.split(",") : [input.value];
      for (const value of values) query.append(parameter.name, value.trim());
    }
  }
  return query.size ? `${filled}?${query}` : filled;
}

async function show(response, target, started) {
  const type = response.headers.get("content-type") || "";
  const took = Math.round(performance.now() - started);
  target.replaceChildren(make("p", { class: response.ok ? "status" : "status bad" }, `${response.status} ${response.statusText} · ${type} · ${took} ms`));
  if (/json|text|xml/.test(type)) {
    let text = await response.text();
    if (/json/.test(type) && !/ndjson/.test(type)) text = JSON.stringify(JSON.parse(text), null, 2);
    target.append(make("pre", {}, text));
    return;
  }
  const blob = await response.blob();
  if (blob.size) target.append(make("a", { href: URL.createObjectURL(blob), download: "answer" }, `Save ${blob.size} bytes`));
}

function tryIt(method, path, operation) {
  const fields = (operation.parameters || []).map((parameter) => ({
    parameter, input: make("input", { placeholder: parameter.name, "aria-label": parameter.name, title: parameter.description || "" }),
  }));
  const body = operation.requestBody ? operation.requestBody.content : null;
  const json = body && body["application/json"];
  const area = json ? make("textarea", { spellcheck: "false", "aria-label": "Body" }) : null;
  if (area) area.value = JSON.stringify(json.example ?? {}, null, 2);
  const file = body && !json ? make("input", { type: "file", multiple: true, "aria-label": "Files" }) : null;
  const answer = make("div", { "aria-live": "polite" });
  const button = make("button", { type: "button" }, "Send");
  button.addEventListener("click", async () => {
    const headers = {};
    if (keyField.value) headers.Authorization = `Bearer ${keyField.value}`;
    for (const { parameter, input } of fields) if (parameter.in === "header" && input.value) headers[parameter.name] = input.value;
    let content;
    if (area) { headers["Content-Type"] = "application/json"; content = area.value; }
    if (file) { content = new FormData(); for (const each of file.files) content.append("file", each); }
    button.disabled = true;
    const started = performance.now();
    try {
      await show(await fetch(address(path, fields), { method: method.toUpperCase(), headers, body: content }), answer, started);
    } catch (error) {
      answer.replaceChildren(make("p", { class: "status bad" }, String(error)));
    } finally {
      button.disabled = false;
    }
  });
  return section("Try it", make("div", { class: "try" },
    fields.length ? make("div", { class: "row" }, ...fields.map(({ input }) => input)) : null, area, file,
    make("div", { class: "row" }, button), answer));
}

function inside(method, path, operation, root) {
  const body = operation.requestBody;
  const answers = Object.entries(operation.responses).filter(([status]) => status !== "default");
  return make("div", { class: "inside" },
    operation.description ? make("p", {}, operation.description) : null,
    (operation.parameters || []).length ? parameterTable(operation.parameters) : null,
    body ? section("Body", ...contents(body.content, root)) : null,
    ...answers.map(([status, each]) => section(`Answer ${status}`, ...contents(each.content, root))),
    tryIt(method, path, operation));
}

function operationBox(method, path, operation, root) {
  const box = make("details", { class: "op", "data-find": `${method} ${path} ${operation.summary}`.toLowerCase() },
    make("summary", {}, make("span", { class: `method ${method}` }, method.toUpperCase()), make("span", { class: "path" }, path),
      make("span", { class: "summary" }, operation.summary)));
  box.addEventListener("toggle", () => { if (box.open && box.childElementCount === 1) box.append(inside(method, path, operation, root)); });
  return box;
}

function draw(root) {
  const main = document.getElementById("main");
  document.getElementById("version").textContent = root.info.version;
  document.getElementById("about").textContent = root.info.description;
  for (const { name } of root.tags) {
    const id = `tag-${name.replace(/\W+/g, "-").toLowerCase()}`;
    const boxes = [];
    for (const [path, item] of Object.entries(root.paths)) {
      for (const method of METHODS) if (item[method] && item[method].tags.includes(name)) boxes.push(operationBox(method, path, item[method], root));
    }
    document.getElementById("nav").append(make("a", { href: `#${id}` }, name));
    main.append(make("section", { class: "group" }, make("h2", { id }, name), ...boxes));
  }
}

function filter(text) {
  for (const group of document.querySelectorAll(".group")) {
    let shown = 0;
    for (const box of group.querySelectorAll(".op")) {
      box.hidden = !box.dataset.find.includes(text);
      shown += box.hidden ? 0 : 1;
    }
    group.hidden = shown === 0;
  }
}

keyField.value = sessionStorage.getItem("bollettario-key") || "";
keyField.addEventListener("input", () => sessionStorage.setItem("bollettario-key", keyField.value));
document.getElementById("key-form").addEventListener("submit", (event) => event.preventDefault());
document.getElementById("filter").addEventListener("input", (event) => filter(event.target.value.trim().toLowerCase()));
fetch("/openapi.json").then((response) => response.json()).then(draw)
  .catch((error) => { document.getElementById("about").textContent = `The description cannot be read: ${error}`; });
