# What the sections of benchmarks/run share. Sourced, not run.

status=0

# Says what goes on, on standard error.
progress() { echo "$*" >&2; }

# Builds one Swift program of this package and says where it is.
build_program() {
  progress "building $1 (release)"
  swift build --package-path "$here" -c release --product "$1" >"$build/$1.log" 2>&1 || {
    cat "$build/$1.log" >&2
    exit 1
  }
  program=$build/release/$1
}

# Finds a C++ compiler: g++, or whatever else there is.
find_compiler() {
  for compiler in ${CXX:-} g++ clang++ c++; do
    if command -v "$compiler" >/dev/null 2>&1; then return; fi
  done
  echo "error: no C++ compiler for the baseline; on Debian: apt-get install g++" >&2
  exit 1
}

# median, least and greatest of the numbers on standard input, as `median min max`.
spread() {
  sort -g | awk '{ v[NR] = $1 } END {
    print (NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2), v[1], v[NR] }'
}

# What class of machine this is: processor and number of cores, nothing that names it.
machine_class() {
  local model
  model=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo 2>/dev/null | head -1)
  local family
  family=$(sed -n 's/^cpu family[^:]*: //p' /proc/cpuinfo 2>/dev/null | head -1)
  echo "${model:-$(uname -m)}${family:+, family $family}, $(getconf _NPROCESSORS_ONLN) cores"
}

# Prints and adds to the report of the section.
report() { printf '%s\n' "$*" | tee -a "$report_file"; }

# compare WORKLOAD BASELINE_WORKLOAD OPERATIONS TARGETS
#
# Alternates baseline and candidate $ROUNDS times for N = 1e3, 1e4, 1e5, 1e6; adds rows to the
# table. TARGETS are four ratios, or "-" where there is none. Where both print a whole number as
# their check, these must be equal.
compare() {
  local workload=$1 baseline_workload=$2 operations=$3
  shift 3
  local targets=("$@") index=0 count
  for count in 1000 10000 100000 1000000; do
    local target=${targets[$index]} round verdict=""
    index=$((index + 1))
    local base="" ours="" ratios=""
    for round in $(seq "$ROUNDS"); do
      local b c
      b=$("$baseline" "$baseline_workload" "$count" "$operations")
      c=$("$program" "$workload" "$count" "$operations")
      base+="${b% *}"$'\n'
      ours+="${c% *}"$'\n'
      ratios+="$(echo "${b% *} ${c% *}" | awk '{ print $2 / $1 }')"$'\n'
      if [[ ${b#* } =~ ^[0-9]+$ && ${c#* } =~ ^[0-9]+$ && ${b#* } != "${c#* }" ]]; then
        verdict="**other order**"
        status=1
      fi
    done
    local b_spread c_spread r_spread
    b_spread=$(printf %s "$base" | spread)
    c_spread=$(printf %s "$ours" | spread)
    r_spread=$(printf %s "$ratios" | spread)
    if [ -z "$verdict" ] && [ "$target" != - ]; then
      verdict=$(echo "$r_spread $target" | awk '{ print ($1 >= $4 ? "reached" : "**missed**") }')
    fi
    report "$(echo "$b_spread $c_spread $r_spread" | awk -v n="$count" -v t="$target" \
      -v v="$verdict" -v w="$workload" '{
        printf "| %s | %d | %.2f | %.2f | **%.2f** [%.2f–%.2f] | %s | %s |",
          w, n, $1 / 1e6, $4 / 1e6, $7, $8, $9, (t == "-" ? "" : "≥ " t), v }')"
  done
}

# Adds rows of model, quantity, share covered and relative half-width to a report; judges the share.
coverage_rows() {
  while IFS=$'\t' read -r model quantity share width; do
    verdict=$(echo "$share" | awk '{ print ($1 >= 0.93 && $1 <= 0.97 ? "reached" : "**missed**") }')
    [ "$verdict" = reached ] || status=1
    report "$(awk -v m="$model" -v q="$quantity" -v s="$share" -v w="$width" -v v="$verdict" 'BEGIN {
      printf "| %s | %s | %.1f %% | ±%.1f %% | %s |", m, q, 100 * s, 100 * w, v }')"
  done
}
