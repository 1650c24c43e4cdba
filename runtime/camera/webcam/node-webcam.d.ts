/** Types for the part of node-webcam that the driver uses; the package has none. */
declare module 'node-webcam' {
  export interface Options {
    width: number
    height: number
    quality: number
    output: 'jpeg'
    device: string | false
    /** fswebcam: frames thrown away before the one that is kept. */
    skip: number
    saveShots: boolean
    callbackReturn: 'location'
    verbose: boolean
  }
  export interface Webcam {
    /** Which program it starts. */
    readonly bin: string
    /** The command line for a shell. The package's own capture() would pass the whole environment on. */
    generateSh(location: string): string
    /** What is wrong by the words on standard error; null for nothing. */
    runCaptureValidations(words: string): Error | null
  }
  const nodeWebcam: { create(options: Options): Webcam }
  export default nodeWebcam
}
