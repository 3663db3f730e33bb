// What Gradio leaves to be done: questions asked by buttons, Escape, the focus after an answer, citations copied. One
// listener for each kind of event, as Gradio makes and replaces the elements when it likes.

const box = () => document.querySelector("#question textarea");
let cleared = false; // while an answer was still to come

/** Types the text for the person, and asks. */
function ask(text) {
  box().value = text;
  box().dispatchEvent(new Event("input", { bubbles: true }));
  setTimeout(() => document.getElementById("ask").click()); // when Gradio has read what was typed
}

/** To the heading of what came, unless the person has gone on to something else meanwhile. */
function arrived(name) {
  if (cleared) clear();
  requestAnimationFrame(() => {
    const results = document.getElementById(name);
    const status = results.previousElementSibling;
    const top = status.getBoundingClientRect().top;
    if (top < 0 || top > innerHeight / 2) status.scrollIntoView();
    const active = document.activeElement;
    const waits = active === document.body || active.closest(`#asking, #checking, #examples, #${name}`);
    if (waits) results.querySelector("h2")?.focus({ preventScroll: true });
  });
}

function clear() {
  cleared = document.querySelector("#status .busy") !== null;
  document.getElementById("clear").click();
  box().focus();
}

async function copy(button) {
  const links = button.parentElement;
  const details = links.querySelector("details");
  const citation = details.querySelector(".citation");
  let said = "Copied";
  try {
    await navigator.clipboard.writeText(citation.textContent);
  } catch {
    details.open = true; // pages without TLS have only the old way, by a selection
    getSelection().selectAllChildren(citation);
    if (!document.execCommand("copy")) said = "Copying is not allowed here: select the citation and copy it.";
  }
  links.querySelector("[role=status]").textContent = said;
}

/** Past the tabs, to the first thing to do or to read in the one that is open. */
function skip() {
  const open = [...document.querySelectorAll("[role=tabpanel]")].find((panel) => panel.offsetParent);
  open?.querySelector("textarea, h2")?.focus();
}

/** The arrow keys go from tab to tab, as in other programs. */
function walk(tab, key) {
  const tabs = [...tab.parentElement.querySelectorAll("[role=tab]")];
  const at = tabs.indexOf(tab);
  const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: -1 }[key];
  return to === undefined ? null : tabs.at(to % tabs.length);
}

document.addEventListener("click", (event) => {
  const pressed = event.target.closest?.("button, a");
  if (pressed?.matches("button.question")) ask(pressed.textContent);
  if (pressed?.matches("button.copy")) copy(pressed);
  if (pressed?.matches("a.skip")) {
    event.preventDefault();
    skip();
  }
});

document.addEventListener("keydown", (event) => {
  const on = event.target;
  if (event.key === "Escape" && !event.isComposing && box()?.offsetParent) clear();
  const next = on.matches?.("[role=tab]") && walk(on, event.key);
  if (next) {
    event.preventDefault();
    next.focus();
  }
});

window.arrived = arrived; // Gradio's events call it
