// Refreshes the page's content in place. A page is complete without it.
// Nothing moves under a reader's hands: no refresh while the tab is hidden, text is selected, or the last one is under way.
const content = document.querySelector("main[data-live]");
const seconds = Number(content?.dataset.live);

async function refresh() {
  if (document.hidden || String(getSelection()) !== "") return;
  const response = await fetch(location.href, { cache: "no-store", signal: AbortSignal.timeout(10_000) });
  if (!response.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = page.getElementById(content.id);
  if (!fresh || fresh.innerHTML === content.innerHTML) return;

  const focused = content.contains(document.activeElement) ? document.activeElement.id : "";
  const scrolled = [...content.querySelectorAll(".scroll")].map((element) => element.scrollLeft);
  content.replaceChildren(...fresh.childNodes);
  content.querySelectorAll(".scroll").forEach((element, i) => (element.scrollLeft = scrolled[i] ?? 0));
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

async function keepFresh() {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    // The dashboard may be restarting: what is shown stays until it is back.
    await refresh().catch(() => undefined);
  }
}

if (seconds > 0) keepFresh();
