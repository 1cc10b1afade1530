/** Plain values -> TypeScript literals, in the form Prettier leaves as it is. */
const WIDTH = 80;
const INDENT = '  ';
const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

/** `before` is what stands in front of the value on its line, `after` what follows it. */
export function renderValue(value: unknown, indent = '', before = '', after = ''): string {
  if (typeof value === 'string') return renderText(value);
  if (Array.isArray(value)) return renderList(value, indent, before, after);
  return isObject(value) ? renderObject(value, indent) : String(value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** Single quotes, unless double ones need fewer escapes. */
export function renderText(text: string): string {
  const json = JSON.stringify(text);
  const [singles, doubles] = ["'", '"'].map((quote) => text.split(quote).length);
  if ((singles ?? 0) > (doubles ?? 0)) return json;
  return `'${json.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

function renderObject(object: Readonly<Record<string, unknown>>, indent: string): string {
  const members = Object.entries(object).filter(([, member]) => member !== undefined);
  if (members.length === 0) return '{}';
  const inner = indent + INDENT;
  const lines = members.map(([name, member]) => renderMember(name, member, inner));
  return `{\n${lines.join('')}${indent}}`;
}

function renderMember(name: string, value: unknown, indent: string): string {
  const before = `${indent}${renderKey(name)}: `;
  const onOneLine = `${before}${renderValue(value, indent, before, ',')},\n`;
  const isTooLong = typeof value === 'string' && onOneLine.length - 1 > WIDTH;
  return isTooLong ? `${before.trimEnd()}\n${indent}${INDENT}${renderText(value)},\n` : onOneLine;
}

/** Plain `__proto__` would be the object's prototype. */
function renderKey(name: string): string {
  if (name === '__proto__') return `['__proto__']`;
  return IDENTIFIER.test(name) ? name : renderText(name);
}

/** On one line where it fits; an object with members has lines of its own. */
function renderList(items: readonly unknown[], indent: string, before: string, after: string): string {
  if (items.length === 0) return '[]';
  const onOneLine = `[${items.map((item) => renderValue(item)).join(', ')}]`;
  const fits = before.length + onOneLine.length + after.length <= WIDTH;
  if (fits && !onOneLine.includes('\n')) return onOneLine;
  const inner = indent + INDENT;
  return `[\n${items.map((item) => `${inner}${renderValue(item, inner)},\n`).join('')}${indent}]`;
}
