import { mkdtemp, realpath, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { AllowedFlags } from "#audit";
import { writeSite } from "#site";
import { serveSite } from "#watch";
import type { CommandContext } from "./context.ts";

export interface LiveSite {
  readonly address: string;
  readonly isWritten: boolean;
  /** Makes the pages anew, and has those that are open reload. */
  write(of: { readonly cacheDirectory: string; readonly allowed: AllowedFlags }): Promise<void>;
  close(): Promise<void>;
}

/** The review site in a temporary folder, served to this machine. */
export async function openLiveSite({ cwd, env }: CommandContext, port: number | undefined): Promise<LiveSite> {
  const parent = await realpath(await mkdtemp(path.join(os.tmpdir(), "silcrow-site-")));
  const folder = path.join(parent, "site");
  const remove = () => rm(parent, { recursive: true, force: true });
  const server = await serveSite(folder, port).catch(async (error: unknown) => {
    await remove();
    throw error;
  });
  let isWritten = false;
  return {
    address: server.address,
    get isWritten() {
      return isWritten;
    },
    async write({ cacheDirectory, allowed }) {
      await writeSite(folder, { cacheDirectory, cwd, env, since: undefined, allowed, limit: mostPages, live: true });
      isWritten = true;
      server.reload();
    },
    async close() {
      await server.close();
      await remove();
    },
  };
}

/** As for `silcrow review --html`. */
const mostPages = 20_000;
