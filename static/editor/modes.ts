// The languages of less common files. Loaded on demand.

export { dockerFile as dockerfile } from "@codemirror/legacy-modes/mode/dockerfile";
export { python } from "@codemirror/legacy-modes/mode/python";
export { shell } from "@codemirror/legacy-modes/mode/shell";
