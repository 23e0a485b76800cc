export interface RecorderPaths {
  readonly rustc: string;
  /** File that holds the word `ordinary` or `replayed`, with a final newline. */
  readonly side: string;
  /** Folder that expanded sources go to. */
  readonly expanded: string;
  /** Folder with the expanded sources of the replayed build, while the ordinary one runs. */
  readonly reference: string;
}

/**
 * A shell script that cargo runs as rustc: it compiles as it is told, and writes the expanded source of each
 * crate that may use macros beside that. At replay the wrapper says which those are (SILCROW_CRATE); the ordinary
 * build expands the same ones. The script is the same for both builds, because build scripts see its path.
 *
 * For each unit there are three files: `.unit` (package, version, crate, one on a line), `.expanded`, `.hygiene`.
 * RUSTC_BOOTSTRAP is set for the calls that expand, and for no other: crates and build scripts must not notice.
 */
export function rustcRecorder({ rustc, side, expanded, reference }: RecorderPaths): string {
  return `#!/bin/sh
${quote(rustc)} "$@"
status=$?
crate= extra= library= flag=
for argument do
  shift
  case $flag in
    -C)
      flag=
      case $argument in
        # The compiler keeps its state of incremental builds to itself.
        incremental=*) continue ;;
        extra-filename=*) extra=\${argument#extra-filename=} ;;
      esac
      set -- "$@" -C "$argument"
      continue ;;
    --crate-name) crate=$argument ;;
    --crate-type) [ "$argument" = proc-macro ] && library=macro ;;
  esac
  flag=$argument
  [ "$argument" = -C ] || set -- "$@" "$argument"
done
# Compiler probes have no such suffix; a macro crate has its shim's source at replay.
if [ -z "$extra" ] || [ -n "$library" ]; then exit $status; fi
unit=$crate$extra
read -r side < ${quote(side)}
case $side in
  replayed) [ -n "$SILCROW_CRATE" ] || exit $status ;;
  *) [ -e ${quote(reference)}/"$unit.unit" ] || exit $status ;;
esac
base=${quote(expanded)}/$unit
printf '%s\\n' "$CARGO_PKG_NAME" "$CARGO_PKG_VERSION" "$crate" > "$base.unit"
RUSTC_BOOTSTRAP=1 ${quote(rustc)} "$@" -Zunpretty=expanded > "$base.expanded" 2> /dev/null
RUSTC_BOOTSTRAP=1 ${quote(rustc)} "$@" -Zunpretty=expanded,hygiene > "$base.hygiene" 2> /dev/null
exit $status
`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
