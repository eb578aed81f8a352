// Everything works without this file; with it, saves are told, boards move and questions are asked in place.
import { tellPlaces } from "./ceremony.js";
import { askInDialogs } from "./dialogs.js";
import { weighFiles } from "./files.js";
import { keepFocus } from "./focus.js";
import { forgetWhatWasLeft, warnOfWhatIsUnkept } from "./leaving.js";
import { followLiveRegions } from "./live.js";
import { closeMenusOutside } from "./menus.js";
import { tellPresence } from "./presence.js";
import { tellPresses } from "./pressing.js";
import { offerPrinting } from "./printing.js";
import { hearOnlyLiga } from "./replies.js";
import { tellSaves } from "./saving.js";
import { offerWholeScreen } from "./screen.js";
import { tellUploads } from "./uploading.js";
import { tellWaiting } from "./waiting.js";

closeMenusOutside(document);
askInDialogs(document);
forgetWhatWasLeft(document);
weighFiles(document);
offerPrinting(document);
offerWholeScreen(document);
tellUploads(document);
if (window.htmx) {
  document.documentElement.dataset.script = "on";
  hearOnlyLiga(document);
  keepFocus(document);
  tellSaves(document);
  tellWaiting(document);
  tellPresence(document);
  tellPresses(document);
  warnOfWhatIsUnkept(document);
  followLiveRegions(document);
  tellPlaces(document);
}
