#!/bin/sh
# Stands between cargo (or silcrow's wrapper) and rustc: compiles the crate as asked, then has rustc print what
# the crate was at several stages. STAGES_OF: crate names with spaces between; STAGES_IN: where the texts go.
"$@" || exit $?
name=
previous=
for argument; do
  if [ "$previous" = --crate-name ]; then name=$argument; fi
  previous=$argument
done
case " $STAGES_OF " in
  *" $name "*) ;;
  *) exit 0 ;;
esac
for stage in expanded expanded,hygiene hir mir; do
  RUSTC_BOOTSTRAP=1 "$@" "-Zunpretty=$stage" > "$STAGES_IN/$name.$stage" 2> "$STAGES_IN/$name.$stage.err" || exit 70
done
