import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { connect } from '@firstread/client'
import { Command } from 'commander'
import { type LoginOptions, loginOf, loginOptions } from '../login.ts'
import { type UploadResult, uploadStudies } from '../upload.ts'

type Options = LoginOptions & { patient?: string; imageType?: 'xray' | 'ct_scan' | 'mri'; json?: true }

export const importCommand = () =>
  loginOptions(new Command('import'))
    .description('Upload files and folders, study by study, as a radiologist')
    .argument('<path...>', 'files or folders (read through to the bottom)')
    .option('--patient <id>', 'the account they belong to; without it DICOM identifiers decide')
    .option('--image-type <type>', 'xray, ct_scan or mri; without it the modality decides')
    .option('--json', 'one line of JSON per file')
    .action(async (paths: string[], options: Options) => {
      const files = (await Promise.all(paths.map(filesBelow))).flat()
      const { url, ...credentials } = await loginOf(options, 'radiologist')
      const connection = await connect(url, credentials)
      const asked = {
        ...(options.patient ? { patientId: options.patient } : {}),
        ...(options.imageType ? { imageType: options.imageType } : {}),
      }
      const results = await uploadStudies(connection, files, asked).finally(connection.close)
      report(results, options.json === true)
      if (results.some(({ outcome }) => outcome === 'refused')) process.exitCode = 1
    })

async function filesBelow(path: string): Promise<string[]> {
  if (!(await stat(path)).isDirectory()) return [path]
  const entries = await readdir(path, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

function report(results: UploadResult[], json: boolean): void {
  for (const result of results) {
    if (json) process.stdout.write(`${JSON.stringify(result)}\n`)
    else if (result.outcome === 'stored') process.stdout.write(`stored   ${result.path}  report ${result.reportId}\n`)
    else process.stdout.write(`REFUSED  ${result.path}  ${result.code}: ${result.reason}\n`)
  }
  const stored = results.filter(({ outcome }) => outcome === 'stored').length
  if (!json) process.stdout.write(`${stored} stored, ${results.length - stored} refused\n`)
}
