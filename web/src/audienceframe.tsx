// The frame of a part of an audience's page: what it found, what it measures, and its files.

import type { ComponentChildren } from "preact";
import { audienceQuery } from "./audienceask";
import { Icon, Simulated } from "./panel";
import { lang } from "./state";
import { t } from "./text";

interface Props {
  name: string;
  title: string;
  subtitle: string;
  origin?: string;
  files?: boolean;
  children: ComponentChildren;
}

export function Framed({ name, title, subtitle, origin, files = true, children }: Props) {
  return (
    <section class={`panel audience-${name}`} aria-labelledby={`title-${name}`} data-audience={name}>
      <header>
        <div>
          <h2 id={`title-${name}`}>{title}</h2>
          <p>{subtitle}<Simulated part={origin ?? null} filtered /></p>
        </div>
        {files && (
          <div class="tools">
            {["csv", "xlsx"].map((kind) => (
              <a key={kind} class="button" download href={`/api/audience.${kind}?${audienceQuery.value}&table=${name}&lang=${lang.value}`} title={t(kind)} aria-label={`${t(kind)}: ${subtitle}`}><Icon name={kind} /></a>
            ))}
          </div>
        )}
      </header>
      {children}
    </section>
  );
}
