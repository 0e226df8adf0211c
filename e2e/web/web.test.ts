/** The stories of the web app, told in one Firstread and one Chromium. */
import './stories/study.ts'
import './stories/keeping.ts'
import './stories/two-doctors.ts'
import './stories/first-opinion.ts'
import './stories/upload.ts'
import './stories/loops.ts'
import './stories/patient.ts'
import './stories/pages.ts'
import './stories/keys.ts'
import './stories/pixels.ts'
// The last one: it fills the worklist.
import './stories/size.ts'
