// Who plays an artist or a genre: for a booker and a campaign, with every number's definition beside it.

import { audience, audienceQuery, showAudience, useAudience } from "./audienceask";
import { AudienceMonths } from "./audiencemonths";
import { Concentration, Count, How, Reach } from "./audiencenumbers";
import { Picker } from "./audiencepicker";
import { Segments } from "./audiencesegments";
import { LineUp, OtherArtists, Setlist, Setlists } from "./audiencetables";
import { clear } from "./state";
import { named, t } from "./text";

export function AudiencePage() {
  useAudience();
  const found = audienceQuery.value ? audience.value : null;
  return (
    <div class="audience-page">
      <Picker found={found} />
      {found && <Told />}
    </div>
  );
}

function Told() {
  const found = audience.value;
  if (!found) return null;
  if (found.unknown.length) {
    return (
      <p class="banner" role="status">
        {found.unknown.map(({ by, value, like }) => (
          <span key={value}>
            {t("audience_unknown", { value })} {like && <button type="button" onClick={() => showAudience(by, like)}>{t("audience_like", { value: named(by, like) })}</button>}
          </span>
        ))}
      </p>
    );
  }
  if (found.suppressed) return <p class="banner" role="status">{t("audience_suppressed", { n: String(found.smallest) })}</p>;
  if (!found.numbers["audience_users"]) return <p class="banner" role="status">{t("audience_nobody")} <button type="button" onClick={clear}>{t("empty_action")}</button></p>;
  return (
    <>
      <div class="audience-cards">
        <Reach found={found} />
        <Count name="audience_streams" share="stream_share" found={found} />
        <Count name="streams_per_listener" found={found} />
        <Concentration found={found} />
      </div>
      <div class="audience-grid">
        <Segments found={found} />
        <OtherArtists found={found} />
        <Setlist found={found} />
        <LineUp found={found} />
        <AudienceMonths found={found} />
        <Setlists found={found} />
      </div>
      <How names={null} />
    </>
  );
}
