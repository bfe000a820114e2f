// Holds what GitHub is asked, and what the fake GitHub answers, against what GitHub publishes.
//
// Each document of crates/forge/data must be valid against its schema of GraphQL, and each answer of tests/answers must be
// one that a server with that schema could give to the document of the same name. The description that the answers of the
// fake REST API are tested with (crates/testkit/data) must say what GitHub's own says.

import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual } from 'node:util'

import { buildSchema, execute, Kind, parse, validate } from 'graphql'

import { plain } from './cut.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const root = join(here, '..', '..')
const published = (...path) => readFileSync(join(here, 'node_modules/@octokit', ...path), 'utf8')
const read = (...path) => readFileSync(join(root, ...path), 'utf8')
const wrong = []

// ---- What is asked of GraphQL

const schema = buildSchema(published('graphql-schema/schema.graphql'), { assumeValid: true })
const documents = new Map()
for (const file of readdirSync(join(root, 'crates/forge/data')).filter((name) => name.endsWith('.graphql'))) {
  const document = parse(read('crates/forge/data', file))
  documents.set(basename(file, '.graphql'), document)
  for (const error of validate(schema, document)) wrong.push(`${file}: ${error.message}`)
}

// ---- What is answered to it

// An answer has no room for what type an object is of: it is of the one whose fields are asked for.
function typeResolver(value, _, info, abstractType) {
  const fragments = info.fieldNodes.flatMap((node) => node.selectionSet?.selections ?? []).filter((it) => it.kind === Kind.INLINE_FRAGMENT)
  const has = (fragment) => fragment.selectionSet.selections.every((field) => field.kind !== Kind.FIELD || keyOf(field) in value)
  return value.__typename ?? fragments.find(has)?.typeCondition.name.value ?? schema.getPossibleTypes(abstractType)[0].name
}
const keyOf = (field) => field.alias?.value ?? field.name.value

// Instants are written as so many days before the run.
const dated = (text) => text.replace(/"(\d+) days ago"/g, (_, days) => JSON.stringify(new Date(Date.now() - days * 86_400_000).toISOString()))

// A field that is not among those that are asked for is one that nobody reads.
function unread(answered, given, path) {
  if (Array.isArray(given)) given.forEach((item, index) => unread(answered?.[index], item, `${path}[${index}]`))
  else if (given !== null && typeof given === 'object') {
    for (const [key, value] of Object.entries(given)) {
      if (answered === null || answered === undefined || !(key in answered)) wrong.push(`${path}.${key}: nobody asks for it`)
      else unread(answered[key], value, `${path}.${key}`)
    }
  }
}

let answers = 0
for (const file of readdirSync(join(root, 'tests/answers'))) {
  const name = basename(file, '.json')
  const document = documents.get(name)
  if (!document) {
    wrong.push(`${file}: answers no document of crates/forge/data`)
    continue
  }
  const given = JSON.parse(dated(read('tests/answers', file)))
  const variables = { ids: ['R_1'], login: 'acme', slug: 'a', since: new Date().toISOString(), first: 20, after: null }
  const declared = document.definitions[0].variableDefinitions.map((it) => it.variable.name.value)
  const variableValues = Object.fromEntries(declared.filter((it) => it in variables).map((it) => [it, variables[it]]))
  // A question about repositories is answered with the same for each.
  const rootValue = declared.includes('ids') ? { nodes: [{ __typename: 'Repository', id: 'R_1', ...given }] } : given
  const fieldResolver = (source, _, __, info) => source[info.path.key]
  const { data, errors } = await execute({ schema, document, rootValue, variableValues, fieldResolver, typeResolver })
  for (const error of errors ?? []) wrong.push(`${file}: ${error.path?.join('.')}: ${error.message}`)
  unread(declared.includes('ids') ? data?.nodes?.[0] : data, given, file)
  answers += 1
}

// ---- What REST is said to answer

const cut = JSON.parse(read('crates/testkit/data/github.openapi.json'))
const whole = JSON.parse(published('openapi/generated/api.github.com.json'))
for (const [name, said] of Object.entries(cut.components.schemas)) {
  if (!isDeepStrictEqual(plain(whole.components.schemas[name]), said)) wrong.push(`github.openapi.json: ${name} is not as GitHub describes it`)
}
for (const [path, methods] of Object.entries(cut.paths)) {
  for (const [method, statuses] of Object.entries(methods)) {
    for (const [status, said] of Object.entries(statuses)) {
      const named = whole.paths[path]?.[method]?.responses[status]
      const response = named?.$ref ? whole.components.responses[named.$ref.split('/').pop()] : named
      // Of an answer without a body anything is said.
      const schema = response && (response.content?.['application/json']?.schema ?? true)
      if (!isDeepStrictEqual(plain(schema), said)) wrong.push(`github.openapi.json: ${method} ${path} ${status} is not as GitHub describes it`)
    }
  }
}

for (const line of wrong) console.error(line)
console.log(`${documents.size} documents, ${answers} answers and ${Object.keys(cut.paths).length} paths held against what GitHub publishes: ${wrong.length} wrong`)
process.exitCode = wrong.length === 0 ? 0 : 1
