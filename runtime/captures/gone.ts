import type { CatalogueEntry } from '../device/captures.ts'

/** Why a picture that was stored cannot be fetched any more. */
export const GONE: Partial<Record<CatalogueEntry['state'], string>> = {
  lost: 'its file is gone',
  deleted: 'it was deleted',
  expired: 'retention removed it',
}
