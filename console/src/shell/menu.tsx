import { CaptureServiceError } from '../../../client/src/index.ts'
import { type Language, language, type Theme, theme } from '../state/preferences.ts'
import { signOut, who } from '../state/session.ts'
import { adviceFor, text } from '../text/text.ts'
import { announce } from './announcement.tsx'
import { Icon } from './icon.tsx'

const THEMES: Theme[] = ['system', 'light', 'dark']
/** Each in its own words, so that whoever cannot read the page's language finds theirs. */
const LANGUAGES: Record<Language, string> = { en: 'English', th: 'ไทย' }

export function Menu() {
  const { menu } = text.value
  return (
    <>
      <button type="button" class="tool" popovertarget="menu" aria-label={menu.open} title={menu.open}>
        <Icon name="settings" />
      </button>
      <div id="menu" popover="auto" class="menu">
        <LanguageChoice />
        <fieldset>
          <legend>{menu.theme}</legend>
          <div class="segments">
            {THEMES.map((each) => (
              <button
                key={each}
                type="button"
                aria-pressed={theme.value === each}
                onClick={() => (theme.value = each)}
              >
                {menu.themes[each]}
              </button>
            ))}
          </div>
        </fieldset>
        <a href="../calibrate">{menu.calibrate}</a>
        {who.value && <p class="menu-who">{menu.signedInAs(who.value)}</p>}
        <button type="button" onClick={leave}>
          {menu.signOut}
        </button>
      </div>
    </>
  )
}

/** The cookie goes only when the service has answered: without an answer the browser is still signed in, which is said. */
async function leave(): Promise<void> {
  try {
    await signOut()
  } catch (error) {
    announce(error instanceof CaptureServiceError ? adviceFor(error) : String(error))
  }
}

export function LanguageChoice() {
  return (
    <fieldset>
      <legend>{text.value.menu.language}</legend>
      <div class="segments">
        {(Object.keys(LANGUAGES) as Language[]).map((each) => (
          <button
            key={each}
            type="button"
            lang={each}
            aria-pressed={language.value === each}
            onClick={() => (language.value = each)}
          >
            {LANGUAGES[each]}
          </button>
        ))}
      </div>
    </fieldset>
  )
}
