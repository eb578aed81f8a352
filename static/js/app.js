// Everything works without this file; with it, saves are told, boards move and questions are asked in place.
import { tellPlaces } from "./ceremony.js";
import { askInDialogs } from "./dialogs.js";
import { weighFiles } from "./files.js";
import { keepFocus } from "./focus.js";
import { forgetWhatWasLeft, noticeTyping, warnOfWhatIsUnkept } from "./leaving.js";
import { followLiveRegions } from "./live.js";
import { closeMenusOutside } from "./menus.js";
import { tellPresence } from "./presence.js";
import { tellPresses } from "./pressing.js";
import { offerPrinting } from "./printing.js";
import { hearOnlyLiga } from "./replies.js";
import { tellSaves } from "./saving.js";
import { offerWholeScreen } from "./screen.js";
import { showCurrentTabs } from "./tabs.js";
import { keepTyped } from "./tongues.js";
import { tellUploads } from "./uploading.js";
import { tellWaiting } from "./waiting.js";

const ALWAYS = [closeMenusOutside, askInDialogs, forgetWhatWasLeft, weighFiles, offerPrinting, offerWholeScreen, tellUploads, noticeTyping, keepTyped, showCurrentTabs];
const LISTENING = [hearOnlyLiga, keepFocus, tellSaves, tellWaiting, tellPresence, tellPresses, warnOfWhatIsUnkept, followLiveRegions, tellPlaces];

for (const start of ALWAYS) start(document);
if (window.htmx) {
  document.documentElement.dataset.script = "on";
  for (const start of LISTENING) start(document);
}
