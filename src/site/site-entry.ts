import type { EntryFacts, EntryFlag } from "#review/entries";

/** An entry as the site's lists know it; its texts are not kept. */
export interface SiteEntry {
  readonly facts: EntryFacts;
  readonly page: string;
  /** One of each kind, without the code, which would keep the text. */
  readonly flags: readonly Pick<EntryFlag, "id" | "severity" | "allowed">[];
  /** Who accepted its content, or asks what. */
  readonly reviews: readonly { readonly reviewer: string; readonly note?: string | undefined }[];
  /** What happened to it since the revision: `new`, `changed` … */
  readonly change?: string | undefined;
}

/** What all pages say of the site. */
export interface SiteFrame {
  readonly name: string;
  readonly since?: string | undefined;
  readonly commit?: string | undefined;
  readonly footer: string;
}
