/**
 * Refuses texts that stand in the markup as they are: every word that people see goes through the catalog, by <Trans>,
 * t`…`, plural() or msg`…`.
 *
 * Looked at are the text between tags, strings in braces there, and the attributes that are read out or shown.
 */

const SHOWN = new Set([
  "action", "alt", "area", "aria-description", "aria-label", "aria-roledescription", "aria-valuetext", "description",
  "error", "heading", "label", "lead", "placeholder", "suffix", "title", "unit", "verb", "what", "words",
]); // prettier-ignore

const SPOKEN = new Set(["label", "message", "placeholder"]);

/** Words of the keyboard and of programs are the same in every language. */
const PLAIN = new Set(["code", "kbd", "pre"]);
const MARKED = new Set(["defineMessage", "msg", "t"]);
const MACROS = new Set(["Plural", "Select", "SelectOrdinal", "Trans"]);
const LETTERS = /\p{L}/u;
const ADDRESS = /^https:\/\/\S+$/;
const BRAND = /^\s*Titleloom\s*$/;
/** An element of HTML, as what a heading is made of. */
const TAG = /^h[1-6]$/;

function nameOf(element) {
  const { name } = element.openingElement;
  return name.type === "JSXIdentifier" ? name.name : "";
}

function isInside(node, names) {
  for (let at = node.parent; at; at = at.parent) {
    if (at.type === "JSXElement" && names.has(nameOf(at))) return true;
    if (at.type === "JSXAttribute") return false;
  }
  return false;
}

/** The strings that an expression may come to; what is compared or handed to a function is none of them. */
function stringsOf(node) {
  switch (node?.type) {
    case "Literal":
      return typeof node.value === "string" &&
        LETTERS.test(node.value) &&
        !TAG.test(node.value) &&
        !ADDRESS.test(node.value)
        ? [node]
        : [];
    case "TemplateLiteral":
      return node.quasis.some(({ value }) => LETTERS.test(value.raw)) ? [node] : [];
    case "ConditionalExpression":
      return [...stringsOf(node.consequent), ...stringsOf(node.alternate)];
    case "LogicalExpression":
      return [...(node.operator === "&&" ? [] : stringsOf(node.left)), ...stringsOf(node.right)];
    case "BinaryExpression":
      return node.operator === "+" ? [...stringsOf(node.left), ...stringsOf(node.right)] : [];
    case "TSAsExpression":
    case "TSNonNullExpression":
      return stringsOf(node.expression);
    default:
      return [];
  }
}

export default {
  meta: {
    type: "problem",
    docs: { description: "every text that people see goes through the catalog" },
    messages: { text: "Put this text into the catalog: <Trans>, t`…`, plural() or msg`…`." },
    schema: [],
  },
  create(context) {
    const report = (node) => context.report({ node, messageId: "text" });
    return {
      // What choices and notifications are told by: { value, label }, { message }.
      Property(node) {
        const name = node.key.type === "Identifier" ? node.key.name : "";
        // msg({ message, context }) and t({ message, context }) are in the catalog.
        const { parent } = node.parent;
        const isCatalog = parent.type === "CallExpression" && MARKED.has(parent.callee.name);
        if (SPOKEN.has(name) && !isCatalog) stringsOf(node.value).forEach(report);
      },
      JSXText(node) {
        if (!LETTERS.test(node.value) || BRAND.test(node.value)) return;
        if (!isInside(node, MACROS) && !isInside(node, PLAIN)) report(node);
      },
      JSXExpressionContainer(node) {
        const isChild = node.parent.type === "JSXElement" || node.parent.type === "JSXFragment";
        if (isChild && !isInside(node, MACROS) && !isInside(node, PLAIN))
          stringsOf(node.expression).forEach(report);
      },
      JSXAttribute(node) {
        const name = node.name.type === "JSXIdentifier" ? node.name.name : "";
        if (!SHOWN.has(name)) return;
        const { value } = node;
        stringsOf(value?.type === "JSXExpressionContainer" ? value.expression : value).forEach(
          report,
        );
      },
    };
  },
};
