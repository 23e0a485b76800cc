import { runProcess } from "./run-process.ts";

export interface PackageFacts {
  readonly name: string;
  readonly version: string;
  /** Names of its crates, as rustc has them. */
  readonly crates: readonly string[];
  /** Arguments of cargo, for one run each, that select its library or, where it has none, its programs. */
  readonly mainTargets: readonly (readonly string[])[];
  /** Names of the packages that it is built from, itself included. */
  readonly closure: ReadonlySet<string>;
  /** `name version` of the dependencies that its manifest names, build scripts' left out; those of its tests where it has no others. */
  readonly direct: readonly string[];
}

interface Metadata {
  readonly packages: readonly {
    readonly id: string;
    readonly name: string;
    readonly version: string;
    readonly targets: readonly { readonly name: string; readonly kind: readonly string[] }[];
  }[];
  readonly workspace_members: readonly string[];
  readonly resolve: { readonly nodes: readonly Node[] };
}

interface Node {
  readonly id: string;
  readonly deps: readonly { readonly pkg: string; readonly dep_kinds: readonly { readonly kind: string | null }[] }[];
}

/** What cargo says about the packages of a workspace, by name. Throws when it cannot. */
export async function workspaceFacts(cwd: string, limit: number): Promise<ReadonlyMap<string, PackageFacts>> {
  const { exitCode, stdout, stderr } = await runProcess("cargo", ["metadata", "--format-version=1", "--locked"], { cwd, limit });
  if (exitCode !== 0) throw new Error(`cargo metadata failed in ${cwd}\n${stderr}`);
  const { packages, workspace_members, resolve } = JSON.parse(stdout) as Metadata;
  const named = new Map(packages.map((found) => [found.id, found]));
  const nodes = new Map(resolve.nodes.map((node) => [node.id, node]));
  const facts = new Map<string, PackageFacts>();
  for (const id of workspace_members) {
    const own = named.get(id);
    const node = nodes.get(id);
    if (own === undefined || node === undefined) continue;
    const ofKind = (wanted: string | null) => node.deps.filter(({ dep_kinds }) => dep_kinds.some(({ kind }) => kind === wanted));
    const normal = ofKind(null);
    facts.set(own.name, {
      name: own.name,
      version: own.version,
      crates: own.targets.map(({ name, kind }) => (kind.includes("custom-build") ? `${own.name}_build_script` : name).replaceAll("-", "_")),
      mainTargets: mainTargets(own.targets),
      closure: new Set(reached(id, nodes).map((found) => named.get(found)?.name ?? "")),
      direct: (normal.length > 0 ? normal : ofKind("dev")).map(({ pkg }) => `${named.get(pkg)?.name} ${named.get(pkg)?.version}`).toSorted(),
    });
  }
  return facts;
}

function mainTargets(targets: Metadata["packages"][number]["targets"]): string[][] {
  const programs = targets.filter(({ kind }) => kind.includes("bin")).map(({ name }) => ["--bin", name]);
  const others = ["bin", "test", "example", "bench", "custom-build"];
  return targets.some(({ kind }) => !kind.some((found) => others.includes(found))) ? [["--lib"]] : programs;
}

function reached(start: string, nodes: ReadonlyMap<string, Node>): string[] {
  const seen = new Set([start]);
  for (const id of seen) for (const { pkg } of nodes.get(id)?.deps ?? []) seen.add(pkg);
  return [...seen];
}
