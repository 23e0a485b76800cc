/**
 * Makes text from a macro, a cache file or a subprocess safe to print on a terminal: no escape
 * sequences, no carriage returns that overwrite a line, no marks that reverse the reading order.
 * Line ends and tabs stay.
 */
export function stripControl(text: string): string {
  return text.replace(escapeSequence, "").replace(/\r\n/g, "\n").replace(control, "");
}

/** The same on one line: line ends become spaces, so that no false line can be made. */
export function oneLine(text: string): string {
  return stripControl(text).replaceAll("\n", " ");
}

// CSI and OSC sequences go as a whole, so that their parameters are not left behind as litter.
const escapeSequence = /(?:\u001B\[|\u009B)[0-?]*[ -/]*[@-~]|\u001B\][^\u0007\u001B]*(?:\u0007|\u001B\\)?/g;
// C0 without tab and line feed, DEL, C1, and the directional marks of "trojan source".
const control = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;
