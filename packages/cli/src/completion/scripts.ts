/*
 * What each shell needs to ask `hrflow-sync complete` for the words that may come next. The commands themselves
 * are not in here, so a script stays right when they change.
 */

const BASH = `# Completes hrflow-sync in bash.
_hrflow_sync() {
  local IFS=$'\\n'
  COMPREPLY=($(hrflow-sync complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null | cut -f 1))
}
# Where nothing is found, file names.
complete -o default -F _hrflow_sync hrflow-sync
`;

const ZSH = `#compdef hrflow-sync
# Completes hrflow-sync in zsh.
_hrflow_sync() {
  local -a lines
  lines=("\${(@f)$(hrflow-sync complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  lines=("\${(@)lines:#}")
  if (( $#lines == 0 )); then _files; return; fi
  # _describe takes word:description.
  lines=("\${(@)lines//$'\\t'/:}")
  lines=("\${(@)lines%:}")
  _describe -V hrflow-sync lines
}
compdef _hrflow_sync hrflow-sync
`;

const FISH = `# Completes hrflow-sync in fish.
function __hrflow_sync
  set -l before (commandline -opc)
  hrflow-sync complete -- $before[2..] (commandline -ct) 2>/dev/null
end
complete -c hrflow-sync -f -a '(__hrflow_sync)'
`;

/** By shell. */
export const COMPLETION_SCRIPTS = { bash: BASH, zsh: ZSH, fish: FISH } as const;
