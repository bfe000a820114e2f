// What of GitHub's description of its REST API is held against the fake GitHub: see ../../crates/testkit/data/README.md.

// Annotations, which say nothing of a shape.
const ANNOTATIONS = new Set(['description', 'summary', 'example', 'examples', 'default', 'title', 'externalDocs', 'deprecated', 'discriminator'])

// Keys whose own keys are names of somebody's, and not words of a schema.
const NAMED = new Set(['properties', 'patternProperties', 'schemas'])

// A schema as JSON Schema has it, without annotations.
export function plain(value, named = false) {
  if (Array.isArray(value)) return value.map((item) => plain(item))
  if (value === null || typeof value !== 'object') return value
  const fields = {}
  for (const [key, field] of Object.entries(value)) {
    if (!named && (ANNOTATIONS.has(key) || key.startsWith('x-') || key === 'nullable')) continue
    fields[key] = key === 'enum' || key === 'required' ? field : plain(field, !named && NAMED.has(key))
  }
  if (named || value.nullable !== true) return fields
  if (typeof fields.type === 'string' && !fields.enum) return { ...fields, type: [fields.type, 'null'] }
  return { anyOf: [fields, { type: 'null' }] }
}
