// Prints the fields and conflicts of every .automerge file in a folder, as Automerge for JavaScript reads them.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as Automerge from "@automerge/automerge";

function plain(value) {
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString("hex") };
  if (value instanceof Automerge.ImmutableString) return value.toString();
  return value;
}

function fields(document) {
  const found = {};
  for (const path of Object.keys(document)) {
    const conflicts = Object.entries(Automerge.getConflicts(document, path) ?? {});
    found[path] = [plain(document[path]), Object.fromEntries(conflicts.map(([id, value]) => [id, plain(value)]))];
  }
  return found;
}

const folder = process.argv[2];
const read = readdirSync(folder).map((name) => [name, fields(Automerge.load(readFileSync(join(folder, name))))]);
process.stdout.write(JSON.stringify(Object.fromEntries(read)));
