import { writeFileSync } from 'node:fs'

/** Counts the tests of a Vitest run into the file that FIRSTREAD_TEST_COUNT names, as {passed, failed, skipped}. */
export default class CountReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const total = { passed: 0, failed: unhandledErrors.length, skipped: 0 }
    for (const module of modules) addModule(total, module)
    writeFileSync(process.env.FIRSTREAD_TEST_COUNT, JSON.stringify(total))
  }
}

function addModule(total, module) {
  // A file that cannot be loaded, or a hook that throws, has no test to show for it: it counts as one failure.
  total.failed += module.errors().length
  for (const suite of module.children.allSuites()) total.failed += suite.errors().length
  for (const test of module.children.allTests()) {
    const { state } = test.result()
    // `pending` at the end of a run: it was cut off before this test's turn.
    total[state === 'pending' ? 'skipped' : state]++
  }
}
