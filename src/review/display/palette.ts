import pc from "picocolors";

/** Colours a text that is safe to print; it must not span lines. */
export type Paint = (text: string) => string;

/** What each part of an output looks like; without colours every paint leaves the text as it is. */
export interface Palette {
  readonly keyword: Paint;
  readonly type: Paint;
  readonly call: Paint;
  readonly literal: Paint;
  readonly attribute: Paint;
  readonly quiet: Paint;
  readonly bold: Paint;
  readonly added: Paint;
  readonly removed: Paint;
  readonly addedToken: Paint;
  readonly removedToken: Paint;
  readonly input: Paint;
  readonly spanned: Paint;
  readonly warning: Paint;
  readonly scope: (scope: number) => Paint;
}

export function paletteFor(color: boolean): Palette {
  const c = pc.createColors(color);
  const scopes: readonly Paint[] = [c.magentaBright, c.cyanBright, c.yellowBright, c.blueBright, c.redBright, c.greenBright];
  return {
    keyword: c.blue,
    type: c.cyan,
    call: c.yellow,
    literal: c.green,
    attribute: c.gray,
    quiet: c.gray,
    bold: c.bold,
    added: c.green,
    removed: c.red,
    addedToken: (text) => c.inverse(c.green(text)),
    removedToken: (text) => c.inverse(c.red(text)),
    input: (text) => c.bold(c.green(text)),
    spanned: c.yellow,
    warning: (text) => c.bold(c.yellow(text)),
    scope: (scope) => scopes[(scope - 1) % scopes.length]!,
  };
}
