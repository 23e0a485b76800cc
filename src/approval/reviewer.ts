import { SilcrowError } from "#diagnostics";
import { readAuthor } from "#review/entries";

/** Who reviews: who was named, or whom git would name as the author of a commit. Throws SC0511. */
export async function findReviewer(cacheDirectory: string, env: NodeJS.ProcessEnv, named: string | undefined): Promise<string> {
  if (named !== undefined) {
    if (/^[^<>\n]*[^<>\s][^<>\n]*<[^<>\s]+@[^<>\s]+>$/.test(named.trim())) return named.trim();
    throw new SilcrowError("SC0511", `\`${named}\` is not of the form \`Name <address>\``);
  }
  const author = await readAuthor({ cacheDirectory, env });
  if (author === undefined) throw new SilcrowError("SC0511", "it is not known who reviews: git names nobody");
  return author;
}
