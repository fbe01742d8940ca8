// The languages of files that few readers open: a bundle of its own, which is asked for with the first
// such file.

export { dockerFile as dockerfile } from "@codemirror/legacy-modes/mode/dockerfile";
export { python } from "@codemirror/legacy-modes/mode/python";
export { shell } from "@codemirror/legacy-modes/mode/shell";
