// The page around this one is told how high this one is, if it is of an allowed origin: window.addEventListener(
// "message", event => event.data.type === "hcpc-guidance" && (frame.style.height = `${event.data.height}px`)).
const root = document.documentElement;
const settings = new URLSearchParams(location.search);
const widget = document.querySelector("hcpc-guidance");
const sheet = new CSSStyleSheet();

sheet.replaceSync("body { margin: 0; padding: 4px } main { max-width: 48rem; margin: auto }"); // room for the rings of focus
document.adoptedStyleSheets = [sheet];
for (const name of ["heading", "heading-level", "passages", "examples", "theme", "lang"]) {
  if (settings.has(name)) widget.setAttribute(name, settings.get(name));
}
if (settings.get("lang") === "cy") root.lang = "cy";
if (/^(light|dark)$/.test(settings.get("theme"))) root.style.colorScheme = settings.get("theme");

const around = location.ancestorOrigins?.[0]; // where browsers tell it, no message goes to an origin that is not there
const parents = root.dataset.parents.split(" ").filter((origin) => origin && (!around || around === origin));

function tell() {
  const height = Math.ceil(document.body.getBoundingClientRect().height);
  for (const origin of parents) parent.postMessage({ type: "hcpc-guidance", height }, origin);
}

if (parent !== window) new ResizeObserver(tell).observe(document.body);
