// Refreshes the page's content in place, and says so when it cannot. A page is complete without it.
// Nothing moves under a reader's hands: nothing is asked while the tab is hidden, nothing replaced while text is selected or typed, and the row that is looked
// at stays where it is when others come in above it.
const content = document.querySelector("main[data-live]");
const contact = document.getElementById("contact");
const seconds = Number(content?.dataset.live);
let answeredAt = new Date();
let wake = () => undefined;

// Why the page stands still, or nothing if it does not.
function tell(trouble) {
  const time = answeredAt.toISOString();
  const text = trouble ? `${trouble} Last answer: ${time.slice(0, 10)} ${time.slice(11, 19)} UTC; what is shown is from then. It goes on by itself.` : "";
  // Said once, not at each try.
  if (contact.textContent !== text) contact.textContent = text;
  contact.hidden = !trouble;
}

// The first row below the window's upper edge, and how far below.
function lookedAt() {
  if (scrollY === 0) return undefined;
  const row = [...content.querySelectorAll("tbody a[id]")].find((link) => link.getBoundingClientRect().top >= 0);
  return row && { id: row.id, top: row.getBoundingClientRect().top };
}

const isTyping = () => content.querySelector("input:focus, select:focus") !== null || [...content.querySelectorAll("input")].some((input) => input.value !== input.defaultValue);

function show(fresh) {
  if (!fresh || fresh.innerHTML === content.innerHTML || String(getSelection()) !== "" || isTyping()) return;
  const looked = lookedAt();
  const focused = content.contains(document.activeElement) ? document.activeElement.id : "";
  const scrolled = [...content.querySelectorAll(".scroll")].map((element) => element.scrollLeft);
  const opened = [...content.querySelectorAll("details[open]")].map((element) => element.id);
  content.replaceChildren(...fresh.childNodes);
  opened.forEach((id) => document.getElementById(id)?.setAttribute("open", ""));
  content.querySelectorAll(".scroll").forEach((element, i) => (element.scrollLeft = scrolled[i] ?? 0));
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  const still = looked && document.getElementById(looked.id);
  if (still) scrollBy(0, still.getBoundingClientRect().top - looked.top);
}

async function refresh() {
  const response = await fetch(location.href, { cache: "no-store", signal: AbortSignal.timeout(10_000) });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = page.getElementById(content.id);
  if (response.ok && fresh) {
    answeredAt = new Date();
    tell("");
    document.title = page.title;
    show(fresh);
    return;
  }

  const title = fresh?.querySelector("h1")?.textContent;
  // A page that says it itself needs no second voice.
  if (!title || title !== content.querySelector("h1")?.textContent) tell(title ? `${title}.` : `The dashboard's server answers with an error (${response.status}).`);
}

async function keepFresh() {
  for (;;) {
    await new Promise((resolve) => {
      wake = resolve;
      setTimeout(resolve, seconds * 1000);
    });
    // The dashboard may be restarting: what is shown stays until it is back.
    if (!document.hidden) await refresh().catch(() => tell("No contact with the dashboard's server."));
  }
}

if (seconds > 0) {
  document.addEventListener("visibilitychange", () => wake());
  keepFresh();
}

document.addEventListener("keydown", (event) => {
  const search = document.getElementById("q");
  if (event.key !== "/" || event.ctrlKey || event.altKey || event.metaKey || !search || event.target.closest("input, textarea, select")) return;
  event.preventDefault();
  search.focus();
  search.select();
});
