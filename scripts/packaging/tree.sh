# shellcheck shell=bash
# Puts a staged tree of files into place as a whole, and takes it out again. Sourced by scripts/install.
#
# The manifest has a line for each file, `file SHA256 PATH`, and for each folder that was made for it, `folder - PATH`.
# `config SHA256 PATH` is a file that belongs to the administrator as soon as it differs from what was shipped, wherever the
# folder of the configuration was at that time. Any other file that differs was edited, or came from elsewhere: it is
# replaced, which is said, and never taken out.

tree_made=()   # folders that this run made, outer ones first
tree_waiting=() # files that lie beside their places

tree_undo() {
  local index
  [ "${#tree_waiting[@]}" -eq 0 ] || rm -f -- "${tree_waiting[@]}"
  for ((index = ${#tree_made[@]} - 1; index >= 0; index--)); do
    rmdir -- "${tree_made[index]}" 2>/dev/null || true
  done
}

# The end of a script that was interrupted, or met a mistake of its own, in the midst of it.
tree_end() {
  local status=$?
  set +e
  tree_undo
  (exit "$status")
  end_work
}

# tree_fail MESSAGE ERRORS: undoes everything, and says why with the system's own word for it.
tree_fail() {
  tree_undo
  die "$1: $(sed -E 's/.*: //' <<<"$2" | head -n 1); nothing was installed."
}

# tree_folder PATH: makes a folder and those around it, and remembers which.
tree_folder() {
  local folder=$1 missing=() index error
  while [ ! -d "$folder" ]; do
    missing+=("$folder")
    folder=$(dirname -- "$folder")
  done
  for ((index = ${#missing[@]} - 1; index >= 0; index--)); do
    error=$(mkdir -m 755 -- "${missing[index]}" 2>&1) || tree_fail "cannot make the folder ${missing[index]}" "$error"
    tree_made+=("${missing[index]}")
  done
}

# tree_shipped MANIFEST PATH: the checksum under which a file was installed; nothing when it was not.
tree_shipped() { [ ! -e "$1" ] || awk -v path="$2" '$1 != "folder" && $3 == path { print $2 }' "$1"; }

tree_sum() { sha256sum -- "$1" | cut -d ' ' -f 1; }

# tree_owned ROOT PATH...: those of the paths that a Debian package put there.
tree_owned() {
  local root=$1 path owned
  shift
  [ -z "$root" ] && [ "$#" -gt 0 ] && command -v dpkg-query >/dev/null || return 0
  # /lib is /usr/lib by now, and dpkg knows a file by the name that its package gives it.
  owned=$({
    printf '%s\n' "$@"
    printf '%s\n' "$@" | sed -nE -e 's#^/usr(/(bin|lib|sbin)/)#\1#p' -e 's#^/(bin|lib|sbin)/#/usr&#p'
  } | xargs -d '\n' dpkg-query --search 2>/dev/null | sed -nE 's#^[^/]*: (/usr)?(/.*)#\2#p') || true
  for path in "$@"; do
    ! grep -xF -e "${path#/usr}" <<<"$owned" >/dev/null || printf '%s\n' "$path"
  done
}

# tree_install STAGE ROOT MANIFEST CONFIG VERSION: STAGE/usr/… becomes ROOT/usr/…
tree_install() {
  local stage=$1 root=$2 manifest=$3 config=$4 version=$5 kind sum path file waiting list shipped former error
  local -a replaced=() failed=()
  local -A differs=()
  list=$stage.manifest
  trap tree_end EXIT
  printf '# dqaudit %s\n' "$version" >"$list"
  while IFS= read -r path; do
    tree_folder "$root$path"
  done < <(cd -- "$stage" && find . -mindepth 1 -type d | sed 's/^\.//' | LC_ALL=C sort)
  (cd -- "$stage" && find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum) |
    sed -E -e "s#^([0-9a-f]+) +\\.($config/)#config \\1 \\2#" -e 's/^([0-9a-f]+) +\./file \1 /' >>"$list"
  while read -r kind sum path; do
    [ "$kind" = file ] || [ "$kind" = config ] || continue
    file=$stage$path
    [ ! -d "$root$path" ] || tree_fail "cannot install $root$path" "a folder has this name"
    shipped=$(tree_shipped "$root$manifest" "$path")
    if [ -e "$root$path" ] && ! tree_untouched "$root$path" "$sum" "$shipped"; then
      if [ "$kind" = config ]; then
        note "$root$path stays as it was edited; that of this version is among the examples."
        continue
      fi
      differs[$root$path]=1
    fi
    tree_beside "$file" "$root$path"
  done <"$list"
  # shellcheck disable=SC2094 # sort writes when everything has been read
  {
    if [ -e "$root$manifest" ]; then
      awk '$1 == "folder"' "$root$manifest"
      # Configuration of an earlier version that lies elsewhere.
      awk 'NR == FNR { listed[$3] = 1; next } $1 == "config" && !($3 in listed)' "$list" "$root$manifest"
    fi
    for path in "${tree_made[@]}"; do
      [ "$path" = "$root" ] || [ "${path#"$root"/}" = "$path" ] || printf 'folder - %s\n' "${path#"$root"}"
    done
  } | LC_ALL=C sort -u >>"$list"
  chmod 644 "$list"
  tree_beside "$list" "$root$manifest"

  # From here on nothing needs room or rights that are not there, and a signal would leave a part of each version.
  trap '' HUP INT TERM
  former=''
  [ ! -e "$root$manifest" ] || former=$(awk '$1 == "file"' "$root$manifest")
  # First, so that whatever happens to the others, all of them can be taken out.
  error=$(mv -fT -- "$root$manifest.dqaudit-new" "$root$manifest" 2>&1) || tree_fail "cannot write $root$manifest" "$error"
  for waiting in "${tree_waiting[@]}"; do
    [ "$waiting" != "$root$manifest.dqaudit-new" ] || continue
    path=${waiting%.dqaudit-new}
    if ! error=$(mv -fT -- "$waiting" "$path" 2>&1); then
      failed+=("$path ($(sed -E 's/.*: //' <<<"$error" | head -n 1))")
      rm -f -- "$waiting"
    elif [ -n "${differs[$path]:-}" ]; then
      replaced+=("$path")
    fi
  done
  # What an earlier version had and this one has not.
  while read -r kind sum path; do
    if [ -z "$path" ] || [ ! -e "$root$path" ] || [ -n "$(tree_shipped "$list" "$path")" ]; then
      continue
    elif [ "$(tree_sum "$root$path")" != "$sum" ]; then
      note "$root$path stays: it was edited, and this version has no such file."
    else
      rm -f -- "$root$path" || note "$root$path is of an earlier version; take it out yourself."
    fi
  done <<<"$former"
  tree_waiting=() tree_made=()
  trap end_work EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
  [ "${#replaced[@]}" -eq 0 ] || note "replaced, though edited or from elsewhere: $(tree_listing "${replaced[@]}")."
  [ "${#failed[@]}" -eq 0 ] ||
    die "cannot put into place: $(tree_listing "${failed[@]}"). The rest is there: run it again when that is mended, or with --uninstall."
}

# tree_listing NAME...: some of them, in one line.
tree_listing() {
  local limit=8 names
  names=$(printf ', %s' "${@:1:limit}")
  printf '%s' "${names#, }"
  [ "$#" -le "$limit" ] || printf ' and %s more' "$(($# - limit))"
}

# tree_beside FILE PLACE: copies a file to where it can be renamed from.
tree_beside() {
  local error
  tree_waiting+=("$2.dqaudit-new")
  error=$(cp --preserve=mode -- "$1" "$2.dqaudit-new" 2>&1) || tree_fail "cannot write $2" "$error"
}

# tree_untouched PLACE NEW SHIPPED: whether the file is still what was installed, or what is going to be, by their checksums.
tree_untouched() {
  local sum
  sum=$(tree_sum "$1")
  [ "$sum" = "$3" ] || [ "$sum" = "$2" ]
}

# tree_remove ROOT MANIFEST: takes out what the manifest lists. What differs stays, and so do files of Debian packages and
# folders with something in them.
tree_remove() {
  local root=$1 manifest=$2 kind sum path list owned
  local -a paths=() packaged=()
  list=$(cat -- "$root$manifest")
  mapfile -t paths < <(awk '$3 != "" { print $3 }' "$root$manifest")
  owned=$(tree_owned "$root" "${paths[@]}")
  while read -r kind sum path; do
    if { [ "$kind" != file ] && [ "$kind" != config ]; } || [ ! -e "$root$path" ]; then
      continue
    elif grep -xF -e "$path" <<<"$owned" >/dev/null; then
      packaged+=("$path")
    elif [ "$(tree_sum "$root$path")" != "$sum" ]; then
      if [ "$kind" = config ]; then note "$root$path stays: it was edited."; else note "$root$path stays: it is not what was installed."; fi
    else
      rm -f -- "$root$path" || die "cannot take out $root$path; its message is above. Run it again as who installed it."
    fi
  done <<<"$list"
  [ "${#packaged[@]}" -eq 0 ] || note "these stay, because a Debian package owns them: $(tree_listing "${packaged[@]}")."
  rm -f -- "$root$manifest"
  # Inner folders first.
  while read -r kind sum path; do
    if [ "$kind" != folder ] || grep -xF -e "$path" <<<"$owned" >/dev/null; then continue; fi
    rmdir --ignore-fail-on-non-empty -- "$root$path" 2>/dev/null || true
  done < <(LC_ALL=C sort -r <<<"$list")
}
