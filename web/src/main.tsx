import { effect } from "@preact/signals";
import { render } from "preact";
import { askSpec, cause, refresh } from "./api";
import { App } from "./app";
import { address, failure, lang, restore, spec, theme } from "./state";

effect(() => {
  document.documentElement.lang = lang.value === "pt" ? "pt-BR" : "en";
  document.documentElement.dataset["theme"] = theme.value;
});

addEventListener("popstate", restore);
const place = document.getElementById("app") as HTMLElement;
place.replaceChildren();
render(<App />, place);

try {
  spec.value = await askSpec();
} catch (error) {
  failure.value = cause(error);
}
effect(() => {
  const colours = spec.value?.colours[theme.value] ?? {};
  for (const [name, colour] of Object.entries(colours)) document.documentElement.style.setProperty(`--${name}`, colour);
});
effect(() => {
  address.value;
  void refresh();
});
