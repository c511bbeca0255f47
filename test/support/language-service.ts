/** What an editor asks the compiler about a program: types under the pointer, completions, errors. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const root = fileURLToPath(new URL('../..', import.meta.url))
/** The program's file, which is there for the compiler only. */
const file = join(root, 'test/types/program-of-a-test.ts')

/** One program in an editor. */
export interface EditorProgram {
  /** The errors, as messages. */
  readonly errors: () => string[]
  /** What hovering over the variable of this name shows, in one line. */
  readonly hover: (variable: string) => string
  /** What is offered at the place that `@@` marks in code that follows the program. */
  readonly completions: (code: string) => string[]
}

/** Opens a program, which imports the library as the files of test/types do. */
export function openProgram(text: string): EditorProgram {
  const editor = openEditor()
  return {
    errors() {
      const errors = editor.withText(text).getSemanticDiagnostics(file)
      return errors.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
    },
    hover(variable) {
      const position = text.indexOf(`const ${variable} `) + 'const '.length
      const shown = editor.withText(text).getQuickInfoAtPosition(file, position)
      return ts.displayPartsToString(shown?.displayParts).replace(/\s+/g, ' ')
    },
    completions(code) {
      const whole = `${text}\n${code}`
      const service = editor.withText(whole.replace('@@', ''))
      const offered = service.getCompletionsAtPosition(file, whole.indexOf('@@'), {})
      return (offered?.entries ?? []).map(({ name }) => name.replaceAll('"', ''))
    },
  }
}

/** A language service whose one file of its own changes, as in an editor. */
function openEditor(): { withText(text: string): ts.LanguageService } {
  let text = ''
  let version = 0
  const { useCaseSensitiveFileNames, ...system } = ts.sys
  const config = ts.getParsedCommandLineOfConfigFile(
    join(root, 'test/types/tsconfig.json'),
    {},
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => {} },
  )
  const service = ts.createLanguageService({
    ...system,
    useCaseSensitiveFileNames: () => useCaseSensitiveFileNames,
    getCompilationSettings: () => config!.options,
    getScriptFileNames: () => [file],
    getScriptVersion: (name) => (name === file ? String(version) : '1'),
    getScriptSnapshot: (name) => {
      const source = name === file ? text : ts.sys.readFile(name)
      return source === undefined ? undefined : ts.ScriptSnapshot.fromString(source)
    },
    getCurrentDirectory: () => root,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: (name) => name === file || ts.sys.fileExists(name),
  })
  return {
    withText(next) {
      if (next !== text) version += 1
      text = next
      return service
    },
  }
}
