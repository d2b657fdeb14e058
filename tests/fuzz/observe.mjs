// SPDX-License-Identifier: Apache-2.0
// Does with V8 what observe.cpp does with our engine, and compares. Arguments: files N.wasm with N.json beside them.
// Prints the differences; the last line is "N agree, N differ".
import fs from "node:fs";

const numbers = [1, -1, 0, 1000, 65535, -2147483648];

const argument = (type, index) => {
  const number = numbers[index % numbers.length];
  return type === "ref" ? null : type === "i64" ? BigInt(number) : number;
};

const zero = (type) => (type === "ref" ? null : type === "i64" ? 0n : 0);

const hex = (number, digits) => "0x" + number.toString(16).padStart(digits, "0");

const text = (type, value) => {
  const view = new DataView(new ArrayBuffer(8));
  switch (type) {
    case "i32":
      return hex(value >>> 0, 8);
    case "i64":
      return hex(BigInt.asUintN(64, value), 16);
    case "f32":
      view.setFloat32(0, value);
      return Number.isNaN(value) ? "nan" : hex(view.getUint32(0), 8);
    case "f64":
      view.setFloat64(0, value);
      return Number.isNaN(value) ? "nan" : hex(view.getBigUint64(0), 16);
    default:
      return value === null ? "null" : "reference";
  }
};

const texts = (types, values) => types.map((type, i) => " " + text(type, values[i])).join("");

const listOf = (types, value) => (types.length === 0 ? [] : types.length === 1 ? [value] : [...value]);

const classes = [
  [/^type incompatibility/, "not for JavaScript"],
  [/^unreachable/, "unreachable"],
  [/memory access out of bounds|data segment .*out of bounds/, "out of bounds memory access"],
  [/divide by zero|remainder by zero/, "integer divide by zero"],
  [/unrepresentable/, "not representable"],
  [/table index is out of bounds|table access out of bounds|element segment .*out of bounds/, "table bounds"],
  [/null function or function signature/, "null or another type"],
  [/dereferencing a null/, "null reference"],
];

const classOf = (error) => {
  const found = classes.find(([pattern]) => pattern.test(error.message));
  return found ? found[1] : error.message;
};

class Incomplete extends Error {}

/// The trap of an error; what is none of the module's doing is thrown on.
const trapOf = (error) => {
  if (error instanceof RangeError && /call stack/.test(error.message)) throw new Incomplete();
  const own = error instanceof WebAssembly.RuntimeError || /^type incompatibility/.test(error.message);
  if (!own) throw error;
  return "trap: " + classOf(error);
};

const hash = (memory) => {
  const words = new Uint32Array(memory.buffer);
  let hash = 2166136261;
  for (let i = 0; i < words.length; ++i) {
    if (words[i] !== 0) {
      hash = Math.imul(Math.imul(hash ^ words[i], 16777619) ^ (i * 4), 16777619);
    }
  }
  return hash >>> 0;
};

const observe = (bytes, script, lines) => {
  const imports = {};
  for (const item of script.imports) {
    if (!item.function) throw new Error("an import that is no function");
    (imports[item.module] ??= {})[item.name] = (...values) => {
      lines.push("import " + item.index + texts(item.params, values));
      const results = item.results.map(zero);
      return results.length > 1 ? results : results[0];
    };
  }
  let instance;
  try {
    instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), imports);
  } catch (error) {
    lines.push("start " + trapOf(error));
    return;
  }
  if (script.start) lines.push("start =");
  for (const item of script.exports) {
    if (item.kind !== 0 || !item.fits) continue;
    const name = "export " + item.index + " ";
    try {
      const result = instance.exports[item.name](...item.params.map(argument));
      lines.push(name + "=" + texts(item.results, listOf(item.results, result)));
    } catch (error) {
      lines.push(name + trapOf(error));
    }
  }
  for (const item of script.exports) {
    const value = instance.exports[item.name];
    if (!item.fits) continue;
    if (item.kind === 1) lines.push("table of " + value.length);
    if (item.kind === 2) lines.push("memory of " + value.buffer.byteLength / 65536 + " pages, hash " + hash(value));
    if (item.kind === 3) lines.push("global" + texts(item.results, [value.value]));
  }
};

/// The first line that differs, as far as both got.
const compare = (file) => {
  const bytes = fs.readFileSync(file);
  const script = JSON.parse(fs.readFileSync(file.replace(/wasm$/, "json"), "utf8"));
  if (script.invalid !== undefined)
    return WebAssembly.validate(bytes) ? "V8 accepts what we refuse: " + script.invalid : "";
  const lines = [];
  let complete = true;
  try {
    observe(bytes, script, lines);
  } catch (error) {
    if (!(error instanceof Incomplete)) return "V8: " + error.message;
    complete = false;
  }
  const both = Math.min(lines.length, script.lines.length);
  for (let i = 0; i < both; ++i)
    if (lines[i] !== script.lines[i]) return "V8:   " + lines[i] + "\n  ours: " + script.lines[i];
  if (lines.length > both && script.complete) return "V8 says more: " + lines[both];
  if (script.lines.length > both && complete) return "we say more: " + script.lines[both];
  return "";
};

let differ = 0;
const files = process.argv.slice(2);
for (const file of files) {
  const difference = compare(file);
  if (difference === "") continue;
  ++differ;
  console.log(file + ":\n  " + difference);
}
console.log(files.length - differ + " agree, " + differ + " differ");
process.exit(differ > 0 ? 1 : 0);
