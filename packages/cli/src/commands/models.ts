import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { activateModel, listModels, type Model, registerModel } from '@firstread/client'
import { type Evaluation, evaluateFolder, reportFiles } from '@firstread/inference'
import { readConfig } from '@firstread/server'
import { Command } from 'commander'
import { answered, asTech } from '../as-tech.ts'
import { type LoginOptions, loginOptions } from '../login.ts'
import { progressBar } from '../progress.ts'

export const modelsCommand = () =>
  new Command('models')
    .description('The models that read')
    .addCommand(listCommand())
    .addCommand(addCommand())
    .addCommand(activateCommand())
    .addCommand(evaluateCommand())

const line = (model: Model) =>
  `${model.isActive ? 'active  ' : '        '} ${model.modelName} ${model.version}  ${model.modelId}  ${model.state}`

const listCommand = () =>
  loginOptions(new Command('list'))
    .description('All registered versions')
    .option('--json')
    .action((options: LoginOptions & { json?: true }) =>
      asTech(options, async (client) => {
        const { items } = answered(await listModels({ client }))
        const text = options.json ? JSON.stringify(items, null, 2) : items.map(line).join('\n')
        process.stdout.write(`${text}\n`)
      }),
    )

const addCommand = () =>
  loginOptions(new Command('add'))
    .description('Register a package that lies in the folder of models')
    .argument('<name>', 'its folder')
    .action((name: string, options: LoginOptions) =>
      asTech(options, async (client) => {
        process.stdout.write(`${line(answered(await registerModel({ client, body: { package: name } })))}\n`)
      }),
    )

const activateCommand = () =>
  loginOptions(new Command('activate'))
    .description('Let a version rank studies from now on')
    .argument('<modelId>')
    .action((modelId: string, options: LoginOptions) =>
      asTech(options, async (client) => {
        process.stdout.write(`${line(answered(await activateModel({ client, path: { modelId }, body: null })))}\n`)
      }),
    )

type EvaluateOptions = {
  images: string
  labels?: string
  json?: true
  report?: string
  readers: string
  threads: string
}

const evaluateCommand = () =>
  new Command('evaluate')
    .description('Run the production pipeline over a labelled folder and print the figures')
    .argument('<name>', 'a folder of models, or a path')
    .requiredOption('--images <dir>', 'folder of images')
    .option('--labels <csv>', 'file,class; labels.csv in the folder of images without it')
    .option('--report <dir>', 'also write JSON, Markdown and plots there')
    .option('--readers <n>', 'processes that read', '2')
    .option('--threads <n>', 'threads of each', '1')
    .option('--json', 'figures as JSON')
    .action(async (name: string, options: EvaluateOptions) => {
      const evaluation = await evaluate(name, options)
      if (options.report) {
        for (const file of reportFiles(evaluation)) await writeFile(join(options.report, file.name), file.text)
      }
      const [json, markdown] = reportFiles(evaluation)
      process.stdout.write((options.json ? json : markdown)?.text ?? '')
    })

async function evaluate(name: string, options: EvaluateOptions): Promise<Evaluation> {
  const modelDir = name.includes('/') ? resolve(name) : join(readConfig().FIRSTREAD_MODELS, name)
  let bar: ReturnType<typeof progressBar> | undefined
  let before = 0
  const onProgress = (done: number, total: number) => {
    bar ??= progressBar('Reading', total)
    bar.advance(done - before)
    before = done
  }
  const asked = {
    modelDir,
    imagesDir: resolve(options.images),
    readers: Number(options.readers),
    threads: Number(options.threads),
    ...(options.labels ? { labelsCsv: resolve(options.labels) } : {}),
  }
  return evaluateFolder(asked, onProgress).finally(() => bar?.stop())
}
