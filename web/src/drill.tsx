// A table to drill into, by one of several ways down.

import { drill, drilled, levelOf, wishOf } from "./drilled";
import { Panel } from "./panel";
import { Rank } from "./rank";
import { hidden } from "./state";
import { labelled, named, t } from "./text";

interface Props {
  name: string;
  title?: string;
  subtitle: string;
  ways: string[][];
}

export function Drill({ name, title, subtitle, ways }: Props) {
  const now = drilled(name, ways);
  const { levels, path } = now;
  const level = levelOf(now);
  const inside = path.map(([dimension, value]) => named(dimension, value));
  const opened = path.length > 0;
  return (
    <Panel
      name={name} dimension={level} within={path} csv={wishOf(now)}
      title={opened ? [...inside, labelled(level)].join(" › ") : (title ?? levels.map(labelled).join(" → "))}
      subtitle={opened ? t("subtitle_opened", { level: labelled(level).toLowerCase() }) : subtitle}
    >
      {ways.length > 1 && (
        <div class="ways" role="group" aria-label={subtitle}>
          {ways.map((way) => (
            <button type="button" key={way[0]} aria-pressed={way[0] === levels[0]} onClick={() => drill(name, ways, { ...now, levels: way.filter((each) => !hidden(each)), path: [], text: "" })}>{labelled(way[0] as string)}</button>
          ))}
        </div>
      )}
      <Rank key={levels.join()} name={name} now={now} label={subtitle} change={(next, typed) => drill(name, ways, next, typed)} />
    </Panel>
  );
}
