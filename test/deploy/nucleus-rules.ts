/**
 * The rules by which each edition of the Greengrass nucleus reads a recipe. From the sources:
 * aws-greengrass-lite 2.6.0, modules/ggl-recipe/src/recipe.c and modules/recipe-runner/src/runner.c;
 * aws-greengrass-nucleus 2.x, componentmanager/converter/RecipeLoader.java and config/PlatformResolver.java.
 */
type Map = Record<string, unknown>
interface Phase {
  Script: string
  Timeout?: number
}
export interface Lifecycle {
  Setenv: Record<string, string>
  install: Phase
  run: Phase
  shutdown?: Phase
}
export interface Recipe {
  ComponentConfiguration: { DefaultConfiguration: Record<string, string> }
  Manifests: { Platform: Record<string, string>; Lifecycle?: Map; Selections?: string[] }[]
  Lifecycle: Map
}

/** recipe.c, manifest_selection: `runtime` must be there, keys are case-sensitive, the default selection is `all`. */
export function liteLifecycle(recipe: Recipe, architecture: string): Lifecycle {
  for (const manifest of recipe.Manifests) {
    const { runtime, os, architecture: asked = '*' } = manifest.Platform
    if (runtime !== '*' && runtime !== 'aws_nucleus_lite') continue
    if (!['linux', '*', 'all'].includes(os ?? '') || !['*', architecture].includes(asked)) continue
    const own = manifest.Lifecycle
    if (own !== undefined && Object.keys(own).length > 0) return own as unknown as Lifecycle
    const selected = (manifest.Selections ?? ['all']).map((name) => recipe.Lifecycle[name]).findLast(Boolean)
    if (selected !== undefined) return selected as Lifecycle
  }
  throw new Error('No lifecycle was found for linux')
}

/** PlatformResolver.filterPlatform: a map that has a selector as a key is replaced by that key's value, at every level. */
export function classicLifecycle(recipe: Recipe, architecture: string): Lifecycle {
  const manifest = recipe.Manifests.find(({ Platform: { os, architecture: asked = '*' } }) => {
    return ['linux', '*'].includes(os ?? '') && ['*', architecture].includes(asked)
  })
  if (manifest === undefined) throw new Error('No manifest fits the platform')
  const selectors = [...(manifest.Selections ?? []), 'all']
  const filter = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value
    const map = value as Map
    const selector = selectors.find((name) => name in map)
    if (selector !== undefined) return filter(map[selector])
    return Object.fromEntries(Object.entries(map).map(([key, inner]) => [key, filter(inner)]))
  }
  return filter(recipe.Lifecycle) as Lifecycle
}

/** runner.c, handle_escape: every brace in a script starts a recipe variable; one that is not known fails the deployment. */
export function liteVariables(script: string): string[] {
  const variables = [...script.matchAll(/\{([^}]*)(\}|$)/g)]
  return variables.map(([, name = '', end]) => (end === '' ? `${name} (not terminated)` : name))
}
