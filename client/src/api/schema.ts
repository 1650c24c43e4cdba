/** Generated from ../../openapi.json by `npm run build:client`. Do not edit. */
export interface paths {
  '/': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Name and version of the service */
    get: operations['root']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/openapi.json': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** The routes, as OpenAPI 3.1 */
    get: operations['openapi']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/asyncapi.json': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** The WebSocket messages, as AsyncAPI 3 */
    get: operations['asyncapi']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/docs': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** A page to try the routes */
    get: operations['docs']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/docs/{file}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** The page's own files */
    get: operations['docsFile']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/capture/health': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Is the service running?
     * @description Answers 200 whenever the process runs, also without a camera.
     */
    get: operations['health']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/capture/ready': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Would a capture work now? */
    get: operations['ready']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/capture/status': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** The camera: connection, format, faults */
    get: operations['status']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/capture/service-status': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** The state of the service and its camera */
    get: operations['serviceStatus']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/capture/stats': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Captures counted and timed */
    get: operations['stats']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/deliveries': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Deliveries of pictures to the lab's store */
    get: operations['deliveries']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/health': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Healthy, degraded or unhealthy */
    get: operations['serviceHealth']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/health/detailed': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** The same as /api/v1/capture/health */
    get: operations['detailedHealth']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/health/system': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Facts about the host */
    get: operations['systemHealth']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/metrics': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Metrics for Prometheus */
    get: operations['metrics']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/capture/image': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Take and store a picture
     * @description Waits for a frame whose exposure began after the request arrived. Answers when picture and catalogue are on disk. Clients of /ws/capture see its progress. While another capture runs, it waits (CAPTURE_QUEUE), and its frame is exposed after its own turn began. With an Idempotency-Key the request can be repeated after a lost answer.
     */
    post: operations['captureImage']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/capture/test': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** Take one fresh frame and throw it away */
    post: operations['testCamera']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/capture/images': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Find stored pictures */
    get: operations['listImages']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/capture/image/{filename}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Fetch a picture or a thumbnail of it */
    get: operations['storedImage']
    put?: never
    post?: never
    /**
     * Delete a picture
     * @description Its row stays in the catalogue and says who deleted it.
     */
    delete: operations['deleteImage']
    options?: never
    head?: never
    /**
     * Correct, pin or unpin a picture
     * @description A correction changes the catalogue and needs a reason. The hash chain keeps the values before and after. The file keeps its name and its bytes, with the facts that were entered first.
     */
    patch: operations['changeImage']
    trace?: never
  }
  '/api/v1/capture/image/{filename}/metadata': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Everything that the catalogue knows about a picture */
    get: operations['imageMetadata']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/capture/image/{filename}/wells': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * The place and the colour of every well in a picture
     * @description Means are over a disc of 0.6 of the fitted radius. CIE L*a*b* is for D65, from sRGB. Answers NOT_FOUND where the picture shows no whole plate.
     */
    get: operations['imageWells']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/capture/export': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Download a selection as a ZIP
     * @description The pictures, a CSV manifest and SHA-256 checksums, streamed.
     */
    get: operations['exportImages']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/stream/mjpeg': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * JPEGs as the camera delivers them
     * @description multipart/x-mixed-replace, for an <img>. Each part has the header X-Timestamp. It does not end, so do not try it on this page.
     */
    get: operations['streamMjpeg']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/stream/stop': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** End every live view */
    post: operations['streamStop']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/stream/snapshot': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** One fresh JPEG, not stored */
    get: operations['snapshot']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/session': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Who is signed in
     * @description Answers 200 also if nobody is signed in, so that a page can ask at its start.
     */
    get: operations['showSession']
    put?: never
    /**
     * Sign in with a cookie
     * @description Sets the cookie `vision_session` (HttpOnly, SameSite=Strict) from the token in the Authorization header. It ends with the token. Call it again with a new token to renew it.
     */
    post: operations['openSession']
    /** Sign out */
    delete: operations['closeSession']
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/tickets': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * A ticket for an address
     * @description For `<img>` and links, which cannot send a header: `?ticket=` in place of `?token=`. A ticket opens one thing (a picture, the export, or the live view), ends after 300 s or with its token.
     */
    post: operations['issueTicket']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/cameras': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Every camera that the machine can reach
     * @description Each with the value for CAMERA_SOURCE, its formats, and the programs that use it. Takes a second or two.
     */
    get: operations['listCameras']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/camera/controls': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** The camera's controls */
    get: operations['cameraControls']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    /**
     * Set controls by name
     * @description Switches off an automatic mode that sets the same control.
     */
    patch: operations['changeCameraControls']
    trace?: never
  }
  '/calibrate': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** The page that measures how late the camera is */
    get: operations['calibrate']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/calibrate/{file}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** The calibration page's own files */
    get: operations['calibrateFile']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/camera/calibration': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** The time codes that the calibration page shows */
    get: operations['calibrationCodes']
    put?: never
    /**
     * Measure how late the camera is
     * @description Films the time codes of /calibrate for up to 25 s, and keeps the latency bound for this camera. A screen that shows the page must lie under the camera.
     */
    post: operations['calibrateCamera']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/v1/camera/calibration/clock': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** The clock of the time codes */
    get: operations['calibrationClock']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
}
export type webhooks = Record<string, never>
export interface components {
  schemas: {
    CaptureRequest: {
      /**
       * @description The sample on the plate; any script.
       * @example TEST005
       */
      sample_no: string
      /**
       * @description The submission that the sample belongs to.
       * @example SUB001
       */
      submission_no?: string | null
      /**
       * @description Stored with the picture and inside it.
       * @example Microplate capture
       */
      description?: string | null
      /**
       * @description JPEG and WEBP quality. Default: IMAGE_QUALITY.
       * @example 95
       */
      quality?: number | null
      /**
       * @description NATIVE: the camera's own JPEG bytes, untouched. Default: IMAGE_FORMAT.
       * @example JPEG
       */
      format?: ('JPEG' | 'PNG' | 'TIFF' | 'WEBP' | 'NATIVE') | null
      /**
       * @description Answer after the check of the plate, with its result in plate (PLATE_GATE).
       * @example false
       */
      wait_for_plate?: boolean | null
    }
    ImageChange: {
      /**
       * @description The sample on the plate; any script.
       * @example TEST005
       */
      sample_no?: string
      /**
       * @description The submission that the sample belongs to.
       * @example SUB001
       */
      submission_no?: string | null
      /**
       * @description Stored with the picture and inside it.
       * @example Microplate capture
       */
      description?: string | null
      /** @description Retention never removes a pinned picture. */
      pinned?: boolean
      /**
       * @description Why the fields are corrected. Required with each correction.
       * @example The wrong label was scanned.
       */
      reason?: string
    }
    TicketRequest: {
      /** @enum {string} */
      purpose: 'picture' | 'export' | 'live_view'
      /** @description For purpose `picture`: only this picture. Left out: every picture. */
      filename?: string | null
    }
    /**
     * @example {
     *       "exposure_us": 20000
     *     }
     */
    ControlValues: {
      [key: string]: number
    }
    CaptureProgress: {
      /**
       * @description queued: another capture runs (CAPTURE_QUEUE).
       * @enum {string}
       */
      stage: 'queued' | 'starting' | 'waiting_for_frame' | 'encoding' | 'saving' | 'completed'
      /**
       * @description Per cent.
       * @example 50
       */
      progress: number
      /** @example Waiting for a fresh frame */
      message: string
      /** @example TEST005 */
      sample_no: string
      /**
       * @description As in the header X-Request-Id.
       * @example 5f1d0c9be2a47763-1a
       */
      request_id: string
      /**
       * @description The sub of the token.
       * @example operator-7
       */
      requested_by: string | null
    }
    CaptureResult: {
      image_data: {
        /** @example capture_TEST005_SUB001_20240115_103000.jpg */
        filename: string
        /**
         * Format: date-time
         * @example 2024-01-15T10:30:00.000Z
         */
        captured_at: string
        /**
         * @description Pixels.
         * @example 1920
         */
        width: number
        /**
         * @description Pixels.
         * @example 1080
         */
        height: number
        /** @enum {string} */
        format: 'JPEG' | 'PNG' | 'TIFF' | 'WEBP' | 'NATIVE'
        /**
         * @description Bytes.
         * @example 254012
         */
        file_size: number
        /** @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 */
        sha256: string
        /**
         * @description On the service's own disk.
         * @example /var/lib/captures/capture_TEST005_SUB001_20240115_103000.jpg
         */
        file_path: string
      }
      /** @example TEST005 */
      sample_no: string
      /** @example SUB001 */
      submission_no: string | null
      /** @example Microplate capture */
      description: string
      /**
       * @description As in the header X-Request-Id.
       * @example 5f1d0c9be2a47763-1a
       */
      request_id: string
      /** @description What was found of the plate; null while nothing has looked at the picture (PLATE_GATE). */
      plate: components['schemas']['PlateReport'] | null
      freshness: components['schemas']['FreshnessReceipt']
      /** @constant */
      success: true
    }
    PlateReport: {
      /** @enum {string} */
      verdict: 'accepted' | 'flagged' | 'rejected' | 'not_checked'
      reasons: {
        /** @enum {string} */
        code:
          | 'NO_PLATE'
          | 'WRONG_FORMAT'
          | 'WRONG_ORIENTATION'
          | 'ORIENTATION_UNKNOWN'
          | 'CLIPPED'
          | 'DARK'
          | 'GLARE'
          | 'BARCODE_MISMATCH'
          | 'NOT_CHECKED'
        message: string
      }[]
      found: boolean
      /** @description Number of wells. */
      format: number | null
      confidence: number
      /** @enum {string} */
      orientation: 'a1_top_left' | 'a1_top_right' | 'a1_bottom_left' | 'a1_bottom_right' | 'unknown'
      mirrored: boolean | null
      wells:
        | ({
            /** @enum {string} */
            plane: 'rim' | 'bottom'
            radius_px: number
          } & {
            [key: string]: [number, number]
          })
        | null
      bottom_wells:
        | ({
            /** @enum {string} */
            plane: 'rim' | 'bottom'
            radius_px: number
          } & {
            [key: string]: [number, number]
          })
        | null
      /** @description Corner wells as the picture shows them: top left, top right, bottom left, bottom right. */
      corners_px: [number, number][] | null
      homography_mm_to_px: number[] | null
      lens: {
        k1: number
        centre_px: [number, number]
        half_diagonal_px: number
      } | null
      px_per_mm: number | null
      rotation_deg: number | null
      shift_mm: [number, number] | null
      sharpness: number | null
      focus: number | null
      clipped_share: number | null
      dark_share: number | null
      glare_wells: string[]
      barcodes: {
        format: string
        text: string
        corners_px: [number, number][]
      }[]
      /** @description null: no barcode in the picture. */
      barcode_matches: boolean | null
      took_ms: number
    }
    /** @description Proof that the picture is not older than its request. */
    FreshnessReceipt: {
      /**
       * Format: date-time
       * @example 2024-01-15T10:30:00.000Z
       */
      requested_at: string
      /**
       * Format: date-time
       * @example 2024-01-15T10:30:00.000Z
       */
      exposed_at: string
      /** @example 4711 */
      frame_sequence: number
      /**
       * @description kernel: the source itself timed the exposure. arrival: the arrival of the bytes, less CAMERA_LATENCY_MS.
       * @enum {string}
       */
      clock: 'kernel' | 'arrival'
      /**
       * @description Age of the frame at the request. Negative: the exposure began after the request.
       * @example -12.4
       */
      frame_age_ms: number
      /**
       * @description The longest way from the exposure to the stamp of the frame that was assumed or measured. It is subtracted already.
       * @example 66.7
       */
      latency_bound_ms: number | null
      /** @description Where latency_bound_ms is from. device_clock: the camera itself stamps the exposure. */
      latency_source: ('device_clock' | 'measured' | 'assumed') | null
      /** @description Whether a time server kept the clock of the host when the picture was taken. false: times may be wrong. null: unknown. */
      clock_synchronised: boolean | null
    }
    CaptureFailure: {
      /** @constant */
      success: false
      /** @example TEST005 */
      sample_no: string
      /**
       * @description As in the header X-Request-Id.
       * @example 5f1d0c9be2a47763-1a
       */
      request_id: string
      error: {
        code: components['schemas']['ErrorCode']
        /** @example The camera is unplugged; plug it in again. */
        message: string
      }
    }
    /** @enum {string} */
    ErrorCode:
      | 'INVALID_TOKEN'
      | 'TOKEN_EXPIRED'
      | 'AUTH_ERROR'
      | 'FORBIDDEN'
      | 'VALIDATION_ERROR'
      | 'NOT_FOUND'
      | 'METHOD_NOT_ALLOWED'
      | 'PAYLOAD_TOO_LARGE'
      | 'UNSUPPORTED_MEDIA_TYPE'
      | 'RATE_LIMITED'
      | 'TOO_MANY_CONNECTIONS'
      | 'CAPTURE_IN_PROGRESS'
      | 'CAMERA_NOT_INITIALIZED'
      | 'CAMERA_NOT_AVAILABLE'
      | 'CAPTURE_FAILED'
      | 'CAPTURE_TIMEOUT'
      | 'PLATE_REJECTED'
      | 'STORAGE_FULL'
      | 'HANDLER_TIMEOUT'
      | 'NOT_SUPPORTED_HERE'
      | 'INTERNAL_ERROR'
    PlateResult: {
      /** @example capture_TEST005_SUB001_20240115_103000.jpg */
      filename: string
      /** @example TEST005 */
      sample_no: string
      /**
       * @description As in the header X-Request-Id.
       * @example 5f1d0c9be2a47763-1a
       */
      request_id: string
      plate: components['schemas']['PlateReport']
    }
    ImagesChanged: {
      /**
       * @description edited: pinned, unpinned or corrected. expired: removed by retention.
       * @enum {string}
       */
      change: 'deleted' | 'edited' | 'expired'
      /** @description null for expired: there may be many. */
      filename: string | null
    }
    ServiceStatus: {
      /** @example vision-capture-service */
      service_name: string
      /** @example 2.0.0 */
      version: string
      /**
       * @description degraded: without a camera, or with storage low; unhealthy: both.
       * @enum {string}
       */
      status: 'healthy' | 'degraded' | 'unhealthy'
      /**
       * @description Seconds.
       * @example 86400.5
       */
      uptime: number
      camera_status: components['schemas']['CameraStatus']
      /** @example 2 */
      websocket_connections: number
      /**
       * Format: date-time
       * @example 2024-01-15T10:30:00.000Z
       */
      last_health_check: string
      /** @description The wall clock of the host. No step of it removes or reorders a picture. */
      clock: {
        /**
         * @description Whether a time server keeps the clock of the host; null where that is unknown.
         * @example true
         */
        synchronised: boolean | null
        /**
         * @description CLOCK_STEPPED: the last step of the clock since the start.
         * @example null
         */
        last_step: {
          from: string
          to: string
        } | null
      }
      /** @description When stored pictures are removed, the oldest first. Pinned pictures stay. */
      retention: {
        /**
         * @description MAX_CAPTURE_AGE_HOURS; 0: no limit.
         * @example 24
         */
        max_age_hours: number
        /**
         * @description MAX_STORAGE_MB; 0: no limit.
         * @example 0
         */
        max_storage_bytes: number
      }
    }
    CameraStatus: {
      is_connected: boolean
      is_capturing: boolean
      /**
       * @description CAMERA_DEVICE_ID.
       * @example 0
       */
      device_id: number | string
      /** @example 1920x1080 */
      resolution: string | null
      /** @example 30 */
      fps: number | null
      last_capture: string | null
      /**
       * @description What is wrong and what to do.
       * @example null
       */
      error_message: string | null
      /** @enum {string} */
      state: 'closed' | 'opening' | 'streaming' | 'silent' | 'faulted'
      /** @example HD Pro Webcam C920 */
      device_name: string | null
      /**
       * @description Stays the same when the camera is plugged in again.
       * @example /dev/v4l/by-id/usb-046d_HD_Pro_Webcam_C920-video-index0
       */
      stable_name: string | null
      pixel_format: ('MJPEG' | 'YUYV' | 'UYVY' | 'NV12' | 'RGB24' | 'BGR24' | 'GREY') | null
      /**
       * @description Controls whose value is not the one that was set; null: the camera has no such control.
       * @example []
       */
      control_drift: {
        name: string
        wanted: number
        actual: number | null
      }[]
    }
    /** @description One problem of one field of a request. */
    ErrorDetail: {
      /**
       * @description As in `body.quality`.
       * @example body.quality
       */
      path: string
      /** @example must be at most 100 */
      message: string
    }
    Health: {
      success: boolean
      /**
       * @description degraded: without a camera, or with storage low; unhealthy: both.
       * @enum {string}
       */
      status: 'healthy' | 'degraded' | 'unhealthy'
      /**
       * Format: date-time
       * @example 2024-01-15T10:30:00.000Z
       */
      timestamp: string
      details: {
        /** @example 86400.5 */
        uptime_seconds: number
        camera_connected: boolean
        camera_capturing: boolean
        /** @example 2 */
        websocket_connections: number
        /** @example 2.0.0 */
        version: string
        /** @description The wall clock of the host. No step of it removes or reorders a picture. */
        clock: {
          /**
           * @description Whether a time server keeps the clock of the host; null where that is unknown.
           * @example true
           */
          synchronised: boolean | null
          /**
           * @description CLOCK_STEPPED: the last step of the clock since the start.
           * @example null
           */
          last_step: {
            from: string
            to: string
          } | null
        }
      }
    }
    CaptureStats: {
      /** @example 1204 */
      total_captures: number
      /** @example 1200 */
      successful_captures: number
      /** @example 4 */
      failed_captures: number
      /**
       * @description Seconds, of successful captures.
       * @example 0.081
       */
      average_capture_time: number
      last_capture_time: string | null
      /**
       * @description Bytes of stored pictures.
       * @example 304814400
       */
      storage_used: number
      /**
       * @description Pictures that retention removed.
       * @example 12
       */
      expired_captures: number
      /**
       * @example {
       *       "CAMERA_NOT_AVAILABLE": 3,
       *       "CAPTURE_TIMEOUT": 1
       *     }
       */
      failures_by_code: {
        [key: string]: number
      }
      /**
       * @description Seconds, over the last 1,000 successful captures.
       * @example {
       *       "p50": 0.078,
       *       "p95": 0.101,
       *       "p99": 0.132
       *     }
       */
      capture_time_percentiles: {
        p50: number
        p95: number
        p99: number
      } | null
    }
    DeliveryStatus: {
      /**
       * @description Null where DELIVER_TO is not set: then pictures stay on this host only.
       * @example s3://lab-pictures/nests
       */
      target: string | null
      /**
       * @description DEVICE_NAME, the first part of each key.
       * @example nest-1
       */
      device: string
      /** @description Stored pictures that the store has not confirmed yet. */
      waiting: number
      waiting_bytes: number
      /** @description When the oldest waiting picture was taken. */
      oldest_waiting_at: string | null
      /** @description Since the catalogue was made. */
      delivered_total: number
      /** @description Pictures that a person must look at, up to 20. The next start tries them again. */
      set_aside: {
        filename: string
        /** @enum {string} */
        reason: 'conflict' | 'unreadable'
      }[]
      /**
       * @description The last fault that no delivery has followed yet.
       * @example null
       */
      problem: {
        /** @example STORE_UNREACHABLE */
        code: string
        /** @description What is wrong and what to do. */
        message: string
        /**
         * Format: date-time
         * @example 2024-01-15T10:30:00.000Z
         */
        at: string
      } | null
    }
    StorageStatus: {
      /** @example 52613349376 */
      free_bytes: number
      /** @example 524288000 */
      reserve_bytes: number
      /** @example 304814400 */
      used_bytes: number
      /**
       * @description Below the reserve, or the folder cannot be written.
       * @example false
       */
      low: boolean
      /** @example null */
      error_message: string | null
      /** @description The code that captures answer with. */
      error_code: components['schemas']['ErrorCode'] | null
      /**
       * @description Of the disk without the reserve (STORAGE_RESERVE_MB).
       * @example 42
       */
      filled_percent: number
      /** @description How a file gets its name without replacing one. link is the best; the others are for file systems without hard links. */
      publish_method: ('link' | 'renameat2' | 'exclusive_create') | null
    }
    CaptureData: {
      image_data: {
        /** @example capture_TEST005_SUB001_20240115_103000.jpg */
        filename: string
        /**
         * Format: date-time
         * @example 2024-01-15T10:30:00.000Z
         */
        captured_at: string
        /**
         * @description Pixels.
         * @example 1920
         */
        width: number
        /**
         * @description Pixels.
         * @example 1080
         */
        height: number
        /** @enum {string} */
        format: 'JPEG' | 'PNG' | 'TIFF' | 'WEBP' | 'NATIVE'
        /**
         * @description Bytes.
         * @example 254012
         */
        file_size: number
        /** @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 */
        sha256: string
        /**
         * @description On the service's own disk.
         * @example /var/lib/captures/capture_TEST005_SUB001_20240115_103000.jpg
         */
        file_path: string
      }
      /** @example TEST005 */
      sample_no: string
      /** @example SUB001 */
      submission_no: string | null
      /** @example Microplate capture */
      description: string
      /**
       * @description As in the header X-Request-Id.
       * @example 5f1d0c9be2a47763-1a
       */
      request_id: string
      /** @description What was found of the plate; null while nothing has looked at the picture (PLATE_GATE). */
      plate: components['schemas']['PlateReport'] | null
      freshness: components['schemas']['FreshnessReceipt']
    }
    GrantedFormat: {
      /** @example 1920 */
      width: number
      /** @example 1080 */
      height: number
      /** @example 30 */
      fps: number
      /** @enum {string} */
      pixel_format: 'MJPEG' | 'YUYV' | 'UYVY' | 'NV12' | 'RGB24' | 'BGR24' | 'GREY'
      /** @example HD Pro Webcam C920 */
      device_name: string
      /** @example /dev/v4l/by-id/usb-046d_HD_Pro_Webcam_C920-video-index0 */
      stable_name: string
      /**
       * @deprecated
       * @description Use pixel_format.
       * @enum {string}
       */
      pixelFormat: 'MJPEG' | 'YUYV' | 'UYVY' | 'NV12' | 'RGB24' | 'BGR24' | 'GREY'
      /**
       * @deprecated
       * @description Use device_name.
       */
      deviceName: string
      /**
       * @deprecated
       * @description Use stable_name.
       */
      stableName: string
    }
    ImagePage: {
      images: components['schemas']['CatalogueEntry'][]
      /**
       * @description The cursor of the next page; null on the last.
       * @example null
       */
      next_cursor: string | null
    }
    CatalogueEntry: {
      image_data: {
        /** @example capture_TEST005_SUB001_20240115_103000.jpg */
        filename: string
        /**
         * Format: date-time
         * @example 2024-01-15T10:30:00.000Z
         */
        captured_at: string
        /**
         * @description Pixels.
         * @example 1920
         */
        width: number
        /**
         * @description Pixels.
         * @example 1080
         */
        height: number
        /** @enum {string} */
        format: 'JPEG' | 'PNG' | 'TIFF' | 'WEBP' | 'NATIVE'
        /**
         * @description Bytes.
         * @example 254012
         */
        file_size: number
        /** @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 */
        sha256: string
        /**
         * @description On the service's own disk.
         * @example /var/lib/captures/capture_TEST005_SUB001_20240115_103000.jpg
         */
        file_path: string
      }
      /** @example TEST005 */
      sample_no: string
      /** @example SUB001 */
      submission_no: string | null
      /** @example Microplate capture */
      description: string
      /**
       * @description As in the header X-Request-Id.
       * @example 5f1d0c9be2a47763-1a
       */
      request_id: string
      /** @description What was found of the plate; null while nothing has looked at the picture (PLATE_GATE). */
      plate: components['schemas']['PlateReport'] | null
      freshness: components['schemas']['FreshnessReceipt']
      /**
       * @description The sub of the token.
       * @example operator-7
       */
      requested_by: string | null
      /**
       * @description Milliseconds per stage.
       * @example {
       *       "waiting_for_frame": 31.2,
       *       "encoding": 18.4,
       *       "saving": 6.1
       *     }
       */
      durations: {
        [key: string]: number
      }
      /**
       * @description The granted format, the controls, and the controls that had drifted.
       * @example {
       *       "granted": {
       *         "width": 1920,
       *         "height": 1080,
       *         "fps": 30
       *       },
       *       "drift": [],
       *       "controls": {
       *         "exposure_us": 20000
       *       }
       *     }
       */
      camera:
        | ({
            granted?:
              | ({
                  width: number
                  height: number
                  fps: number
                } & {
                  [key: string]: unknown
                })
              | null
            drift?: {
              name: string
              wanted: number
              actual: number | null
            }[]
            controls?: {
              [key: string]: number
            } | null
          } & {
            [key: string]: unknown
          })
        | null
      /** @description Never removed by retention. */
      pinned: boolean
      /** @description The plate gate rejected it (PLATE_GATE=reject): it is listed only with state=rejected. */
      rejected: boolean
      /** @description The file was found in the folder, and its facts were read from inside it or from its name. */
      adopted: boolean
      /**
       * @description Each correction, oldest first, with the values before and after. null: never corrected.
       * @example null
       */
      corrected:
        | {
            /**
             * Format: date-time
             * @example 2024-01-15T10:30:00.000Z
             */
            at: string
            by: string | null
            reason: string
            from: {
              [key: string]: string | null
            }
            to: {
              [key: string]: string | null
            }
          }[]
        | null
      /**
       * @description lost: the file is gone. deleted: by request. expired: by retention.
       * @enum {string}
       */
      state: 'stored' | 'lost' | 'deleted' | 'expired'
    }
    ImageWells: {
      filename: string
      format: number | null
      orientation: string
      wells: components['schemas']['WellValue'][]
    }
    WellValue: {
      /** @example A1 */
      name: string
      row: number
      column: number
      x_px: number
      y_px: number
      radius_px: number
      mean_rgb: number[]
      sd_rgb: number[]
      /** @description CIE L*a*b*, D65, from sRGB. */
      lab: number[]
      clipped_share: number
      dark_share: number
      glare: boolean
    }
    Session: {
      /** @description Whether the request carries a valid token or session cookie. */
      signed_in: boolean
      /**
       * @description The token's sub.
       * @example operator-7
       */
      subject: string | null
      /** @description When the token ends. null if nobody is signed in. */
      expires_at: string | null
      /**
       * @description Send it as X-CSRF-Token with every change (POST, PATCH, DELETE) that uses the cookie.
       * @example hX4cQm0v3pYb1w
       */
      csrf_token: string | null
      /** @description Whether the token allows captures and changes. */
      may_capture: boolean
    }
    Discovery: {
      cameras: {
        /**
         * @description What CAMERA_SOURCE is best set to.
         * @example v4l2:/dev/v4l/by-id/usb-046d_HD_Pro_Webcam_C920-video-index0
         */
        source: string
        /** @enum {string} */
        kind: 'v4l2' | 'genicam'
        /** @example HD Pro Webcam C920 */
        name: string
        /**
         * @description Empty where it has none.
         * @example 7E1A23BF
         */
        serial: string
        /**
         * @description Device node or network address.
         * @example /dev/video0
         */
        address: string
        /** @example usb-0000:00:14.0-1.2 */
        bus: string
        /**
         * @description The kernel driver; empty for GenICam.
         * @example uvcvideo
         */
        driver: string
        formats: {
          /**
           * @description The format's own name.
           * @example MJPG
           */
          code: string
          /** @example Motion-JPEG */
          description: string
          /** @description null: one that cannot be made into a picture here. */
          pixel_format: ('MJPEG' | 'YUYV' | 'UYVY' | 'NV12' | 'RGB24' | 'BGR24' | 'GREY') | null
          /** @description Sizes are the smallest and the largest; any between them can be had. */
          any_size: boolean
          sizes: {
            width: number
            height: number
            fps: number[]
          }[]
        }[]
        /**
         * @description Programs that have it open, as far as the service may see.
         * @example []
         */
        held_by: {
          pid: number
          name: string
        }[]
        /**
         * @description Why it could not be asked, and what to do.
         * @example null
         */
        problem: string | null
      }[]
      /**
       * @description Kinds of cameras that could not be looked for, and why.
       * @example []
       */
      problems: string[]
    }
    CameraControl: {
      /** @example exposure_us */
      name: string
      /**
       * @description The device's own name for it.
       * @example Exposure Time, Absolute
       */
      label: string
      /** @enum {string} */
      type: 'integer' | 'boolean' | 'menu' | 'float'
      /** @example 20000 */
      value: number
      /** @example 15600 */
      default: number
      /** @example 300 */
      min: number
      /** @example 204700 */
      max: number
      /** @example 100 */
      step: number
      /** @description The choices of a menu. */
      menu?: {
        value: number
        label: string
      }[]
      read_only: boolean
      /**
       * @deprecated
       * @description Use read_only.
       */
      readOnly: boolean
      /**
       * @description False while an automatic mode rules it.
       * @example true
       */
      active: boolean
    }
    CalibrationResult: {
      /** @example http://10.0.0.7/stream */
      camera: string
      /**
       * @description The latency bound: max_ms and margin_ms.
       * @example 248
       */
      bound_ms: number
      /**
       * @description A tenth of max_ms, one frame interval, and the uncertainty.
       * @example 61
       */
      margin_ms: number
      /**
       * @description Frames that were looked at.
       * @example 74
       */
      frames: number
      /**
       * @description From each code to the frame that shows it, rising.
       * @example [
       *       142,
       *       187
       *     ]
       */
      samples_ms: number[]
      /** @example 187 */
      min_ms: number
      /** @example 187 */
      median_ms: number
      /** @example 187 */
      p95_ms: number
      /** @example 187 */
      max_ms: number
      /**
       * Format: date-time
       * @example 2024-01-15T10:30:00.000Z
       */
      measured_at: string
    }
    /** @description A step of a running capture, whichever client requested it. */
    CaptureProgressMessage: {
      /** @constant */
      type: 'capture_progress'
      data: components['schemas']['CaptureProgress']
      /**
       * Format: date-time
       * @example 2024-01-15T10:30:00.000Z
       */
      timestamp: string
    }
    /** @description A capture ended: the picture, or `"success": false` and the error. */
    CaptureResultMessage: {
      /** @constant */
      type: 'capture_result'
      data: components['schemas']['CaptureResult'] | components['schemas']['CaptureFailure']
      /**
       * Format: date-time
       * @example 2024-01-15T10:30:00.000Z
       */
      timestamp: string
    }
    /** @description The plate in a stored picture was looked at (PLATE_GATE). */
    PlateResultMessage: {
      /** @constant */
      type: 'plate_result'
      data: components['schemas']['PlateResult']
      /**
       * Format: date-time
       * @example 2024-01-15T10:30:00.000Z
       */
      timestamp: string
    }
    /** @description Stored pictures were deleted, edited or expired. */
    ImagesChangedMessage: {
      /** @constant */
      type: 'images_changed'
      data: components['schemas']['ImagesChanged']
      /**
       * Format: date-time
       * @example 2024-01-15T10:30:00.000Z
       */
      timestamp: string
    }
    /** @description The first message of every connection. */
    InitialStatusMessage: {
      /** @constant */
      type: 'initial_status'
      data: components['schemas']['ServiceStatus']
      /**
       * Format: date-time
       * @example 2024-01-15T10:30:00.000Z
       */
      timestamp: string
    }
    /** @description The connection ends soon, with its token. Send `authenticate` with a new token to keep it open. */
    TokenExpiringMessage: {
      /** @constant */
      type: 'token_expiring'
      data: {
        /**
         * Format: date-time
         * @example 2024-01-15T10:30:00.000Z
         */
        expires_at: string
        /** @example 60 */
        seconds_left: number
      }
      /**
       * Format: date-time
       * @example 2024-01-15T10:30:00.000Z
       */
      timestamp: string
    }
    /** @description Answers a message that could not be read or handled. The connection stays open. */
    ErrorMessage: {
      /** @constant */
      type: 'error'
      data: {
        code: components['schemas']['ErrorCode']
        /** @example The message type "hello" is not known. Use ping, status_request, camera_status_request and connection_info_request. */
        message: string
      }
      /**
       * Format: date-time
       * @example 2024-01-15T10:30:00.000Z
       */
      timestamp: string
    }
    /** @description Answers `authenticate`: the connection goes on. */
    AuthenticatedMessage: {
      /** @constant */
      type: 'authenticated'
      data: {
        /**
         * @description The token's sub.
         * @example operator-7
         */
        subject: string | null
        /** @description When the connection ends without another renewal. */
        expires_at: string | null
      }
      /**
       * Format: date-time
       * @example 2024-01-15T10:30:00.000Z
       */
      timestamp: string
    }
    /** @description Answers `ping` with the client's own timestamp, at the top level and in `data`. */
    PongMessage: {
      /** @constant */
      type: 'pong'
      data: {
        /**
         * @description null if `ping` had none.
         * @example 1705314600000
         */
        timestamp: unknown
      }
      /**
       * @description The time of sending if `ping` had none.
       * @example 1705314600000
       */
      timestamp: unknown
    }
    /** @description Answers `status_request`. */
    StatusResponseMessage: {
      /** @constant */
      type: 'status_response'
      data: components['schemas']['ServiceStatus']
      /**
       * Format: date-time
       * @example 2024-01-15T10:30:00.000Z
       */
      timestamp: string
    }
    /** @description Answers `camera_status_request`. */
    CameraStatusResponseMessage: {
      /** @constant */
      type: 'camera_status_response'
      data: components['schemas']['CameraStatus']
      /**
       * Format: date-time
       * @example 2024-01-15T10:30:00.000Z
       */
      timestamp: string
    }
    /** @description Answers `connection_info_request`. */
    ConnectionInfoResponseMessage: {
      /** @constant */
      type: 'connection_info_response'
      data: {
        /** @example kQ2f0Jb3mZ1xTc9w */
        connection_id: string
        /** @enum {string} */
        channel: 'capture' | 'status'
        /**
         * Format: date-time
         * @example 2024-01-15T10:30:00.000Z
         */
        connected_at: string
        /**
         * @description The token's sub.
         * @example operator-7
         */
        subject: string | null
        /** @example 2 */
        total_connections: number
      }
      /**
       * Format: date-time
       * @example 2024-01-15T10:30:00.000Z
       */
      timestamp: string
    }
    /** @description The service is running. Sent every WS_HEARTBEAT_INTERVAL seconds. */
    HeartbeatMessage: {
      /** @constant */
      type: 'heartbeat'
      data: {
        /** @example 86400.5 */
        uptime_seconds: number
        /** @example 2 */
        connections: number
      }
      /**
       * Format: date-time
       * @example 2024-01-15T10:30:00.000Z
       */
      timestamp: string
    }
    /** @description The camera changed, or a capture began or ended. Also sent every STATUS_CHECK_INTERVAL seconds. */
    StatusUpdateMessage: {
      /** @constant */
      type: 'status_update'
      data: components['schemas']['CameraStatus']
      /**
       * Format: date-time
       * @example 2024-01-15T10:30:00.000Z
       */
      timestamp: string
    }
  }
  responses: {
    /** @description `RATE_LIMITED`: too many requests; Retry-After says when to try again. */
    RateLimited: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id']
        /** @description Seconds to wait before the next try (section 10.2.3). */
        'Retry-After'?: string
        [name: string]: unknown
      }
      content: {
        'application/json': {
          /** @constant */
          success: false
          error: {
            /** @enum {string} */
            code: 'RATE_LIMITED'
            /** @description A sentence for people that says what is wrong and what to do. */
            message: string
          }
          /**
           * Format: date-time
           * @example 2024-01-15T10:30:00.000Z
           */
          timestamp: string
        }
      }
    }
    /** @description `HANDLER_TIMEOUT`: a handler ran longer than its timeout in serverless.yml. */
    HandlerTimeout: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id']
        [name: string]: unknown
      }
      content: {
        'application/json': {
          /** @constant */
          success: false
          error: {
            /** @enum {string} */
            code: 'HANDLER_TIMEOUT'
            /** @description A sentence for people that says what is wrong and what to do. */
            message: string
          }
          /**
           * Format: date-time
           * @example 2024-01-15T10:30:00.000Z
           */
          timestamp: string
        }
      }
    }
    /** @description `INTERNAL_ERROR`: anything else; the cause is logged, never shown. */
    InternalError: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id']
        [name: string]: unknown
      }
      content: {
        'application/json': {
          /** @constant */
          success: false
          error: {
            /** @enum {string} */
            code: 'INTERNAL_ERROR'
            /** @description A sentence for people that says what is wrong and what to do. */
            message: string
          }
          /**
           * Format: date-time
           * @example 2024-01-15T10:30:00.000Z
           */
          timestamp: string
        }
      }
    }
    /** @description `VALIDATION_ERROR`: body, path or query does not fit; details lists each field and why. */
    ValidationError: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id']
        [name: string]: unknown
      }
      content: {
        'application/json': {
          /** @constant */
          success: false
          error: {
            /** @enum {string} */
            code: 'VALIDATION_ERROR'
            /** @description A sentence for people that says what is wrong and what to do. */
            message: string
            /** @description Every field that is not valid, and why. */
            details?: components['schemas']['ErrorDetail'][]
          }
          /**
           * Format: date-time
           * @example 2024-01-15T10:30:00.000Z
           */
          timestamp: string
        }
      }
    }
    /** @description `NOT_FOUND`: no such route or capture. */
    NotFound: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id']
        [name: string]: unknown
      }
      content: {
        'application/json': {
          /** @constant */
          success: false
          error: {
            /** @enum {string} */
            code: 'NOT_FOUND'
            /** @description A sentence for people that says what is wrong and what to do. */
            message: string
          }
          /**
           * Format: date-time
           * @example 2024-01-15T10:30:00.000Z
           */
          timestamp: string
        }
      }
    }
    /**
     * @description `INVALID_TOKEN`: no token, bad signature, wrong issuer, audience, algorithm or token type.
     *
     *     `TOKEN_EXPIRED`: the token's exp has passed.
     *
     *     `AUTH_ERROR`: the token could not be checked (key set unreachable, say).
     */
    InvalidTokenOrTokenExpiredOrAuthError: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id']
        /** @description Bearer (RFC 6750 section 3). */
        'WWW-Authenticate'?: string
        [name: string]: unknown
      }
      content: {
        'application/json': {
          /** @constant */
          success: false
          error: {
            /** @enum {string} */
            code: 'INVALID_TOKEN' | 'TOKEN_EXPIRED' | 'AUTH_ERROR'
            /** @description A sentence for people that says what is wrong and what to do. */
            message: string
          }
          /**
           * Format: date-time
           * @example 2024-01-15T10:30:00.000Z
           */
          timestamp: string
        }
      }
    }
    /** @description `FORBIDDEN`: a valid token without the needed scope, or an origin that is not allowed. */
    Forbidden: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id']
        [name: string]: unknown
      }
      content: {
        'application/json': {
          /** @constant */
          success: false
          error: {
            /** @enum {string} */
            code: 'FORBIDDEN'
            /** @description A sentence for people that says what is wrong and what to do. */
            message: string
          }
          /**
           * Format: date-time
           * @example 2024-01-15T10:30:00.000Z
           */
          timestamp: string
        }
      }
    }
    /** @description `PAYLOAD_TOO_LARGE`: the body is larger than the route takes. */
    PayloadTooLarge: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id']
        [name: string]: unknown
      }
      content: {
        'application/json': {
          /** @constant */
          success: false
          error: {
            /** @enum {string} */
            code: 'PAYLOAD_TOO_LARGE'
            /** @description A sentence for people that says what is wrong and what to do. */
            message: string
          }
          /**
           * Format: date-time
           * @example 2024-01-15T10:30:00.000Z
           */
          timestamp: string
        }
      }
    }
    /** @description `UNSUPPORTED_MEDIA_TYPE`: the body is not application/json. */
    UnsupportedMediaType: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id']
        [name: string]: unknown
      }
      content: {
        'application/json': {
          /** @constant */
          success: false
          error: {
            /** @enum {string} */
            code: 'UNSUPPORTED_MEDIA_TYPE'
            /** @description A sentence for people that says what is wrong and what to do. */
            message: string
          }
          /**
           * Format: date-time
           * @example 2024-01-15T10:30:00.000Z
           */
          timestamp: string
        }
      }
    }
    /**
     * @description `CAPTURE_IN_PROGRESS`: a capture is running and the queue is full.
     *
     *     `PLATE_REJECTED`: PLATE_GATE=reject, and the plate in the picture is not as expected; details has the reasons.
     */
    CaptureInProgressOrPlateRejected: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id']
        [name: string]: unknown
      }
      content: {
        'application/json': {
          /** @constant */
          success: false
          error: {
            /** @enum {string} */
            code: 'CAPTURE_IN_PROGRESS' | 'PLATE_REJECTED'
            /** @description A sentence for people that says what is wrong and what to do. */
            message: string
          }
          /**
           * Format: date-time
           * @example 2024-01-15T10:30:00.000Z
           */
          timestamp: string
        }
      }
    }
    /**
     * @description `CAMERA_NOT_INITIALIZED`: the camera has not been opened yet.
     *
     *     `CAMERA_NOT_AVAILABLE`: the camera was open and is gone, busy or denied.
     */
    CameraNotInitializedOrCameraNotAvailable: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id']
        /** @description Seconds to wait before the next try (section 10.2.3). */
        'Retry-After'?: string
        [name: string]: unknown
      }
      content: {
        'application/json': {
          /** @constant */
          success: false
          error: {
            /** @enum {string} */
            code: 'CAMERA_NOT_INITIALIZED' | 'CAMERA_NOT_AVAILABLE'
            /** @description A sentence for people that says what is wrong and what to do. */
            message: string
          }
          /**
           * Format: date-time
           * @example 2024-01-15T10:30:00.000Z
           */
          timestamp: string
        }
      }
    }
    /**
     * @description `CAPTURE_FAILED`: the frame was broken, or encoding or writing failed.
     *
     *     `INTERNAL_ERROR`: anything else; the cause is logged, never shown.
     */
    CaptureFailedOrInternalError: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id']
        [name: string]: unknown
      }
      content: {
        'application/json': {
          /** @constant */
          success: false
          error: {
            /** @enum {string} */
            code: 'CAPTURE_FAILED' | 'INTERNAL_ERROR'
            /** @description A sentence for people that says what is wrong and what to do. */
            message: string
          }
          /**
           * Format: date-time
           * @example 2024-01-15T10:30:00.000Z
           */
          timestamp: string
        }
      }
    }
    /**
     * @description `CAPTURE_TIMEOUT`: no fresh frame within CAPTURE_TIMEOUT.
     *
     *     `HANDLER_TIMEOUT`: a handler ran longer than its timeout in serverless.yml.
     */
    CaptureTimeoutOrHandlerTimeout: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id']
        [name: string]: unknown
      }
      content: {
        'application/json': {
          /** @constant */
          success: false
          error: {
            /** @enum {string} */
            code: 'CAPTURE_TIMEOUT' | 'HANDLER_TIMEOUT'
            /** @description A sentence for people that says what is wrong and what to do. */
            message: string
          }
          /**
           * Format: date-time
           * @example 2024-01-15T10:30:00.000Z
           */
          timestamp: string
        }
      }
    }
    /** @description `STORAGE_FULL`: free space is below the reserve; nothing was written. */
    StorageFull: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id']
        [name: string]: unknown
      }
      content: {
        'application/json': {
          /** @constant */
          success: false
          error: {
            /** @enum {string} */
            code: 'STORAGE_FULL'
            /** @description A sentence for people that says what is wrong and what to do. */
            message: string
          }
          /**
           * Format: date-time
           * @example 2024-01-15T10:30:00.000Z
           */
          timestamp: string
        }
      }
    }
    /** @description `NOT_SUPPORTED_HERE`: this host or camera cannot do what was asked; the message says which can. */
    NotSupportedHere: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id']
        [name: string]: unknown
      }
      content: {
        'application/json': {
          /** @constant */
          success: false
          error: {
            /** @enum {string} */
            code: 'NOT_SUPPORTED_HERE'
            /** @description A sentence for people that says what is wrong and what to do. */
            message: string
          }
          /**
           * Format: date-time
           * @example 2024-01-15T10:30:00.000Z
           */
          timestamp: string
        }
      }
    }
    /**
     * @description `TOO_MANY_CONNECTIONS`: WS_MAX_CONNECTIONS sockets or viewers are open.
     *
     *     `CAMERA_NOT_INITIALIZED`: the camera has not been opened yet.
     *
     *     `CAMERA_NOT_AVAILABLE`: the camera was open and is gone, busy or denied.
     */
    TooManyConnectionsOrCameraNotInitializedOrCameraNotAvailable: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id']
        /** @description Seconds to wait before the next try (section 10.2.3). */
        'Retry-After'?: string
        [name: string]: unknown
      }
      content: {
        'application/json': {
          /** @constant */
          success: false
          error: {
            /** @enum {string} */
            code: 'TOO_MANY_CONNECTIONS' | 'CAMERA_NOT_INITIALIZED' | 'CAMERA_NOT_AVAILABLE'
            /** @description A sentence for people that says what is wrong and what to do. */
            message: string
          }
          /**
           * Format: date-time
           * @example 2024-01-15T10:30:00.000Z
           */
          timestamp: string
        }
      }
    }
    /** @description `CAPTURE_IN_PROGRESS`: a capture is running and the queue is full. */
    CaptureInProgress: {
      headers: {
        'X-Request-Id': components['headers']['X-Request-Id']
        [name: string]: unknown
      }
      content: {
        'application/json': {
          /** @constant */
          success: false
          error: {
            /** @enum {string} */
            code: 'CAPTURE_IN_PROGRESS'
            /** @description A sentence for people that says what is wrong and what to do. */
            message: string
          }
          /**
           * Format: date-time
           * @example 2024-01-15T10:30:00.000Z
           */
          timestamp: string
        }
      }
    }
  }
  parameters: {
    /** @description The caller's own identifier of the request. The answer and the log repeat it. */
    'X-Request-Id': string
  }
  requestBodies: never
  headers: {
    /** @description The request's identifier, as in the service's log: the caller's own if it sent one. */
    'X-Request-Id': string
  }
  pathItems: never
}
export type $defs = Record<string, never>
export interface operations {
  root: {
    parameters: {
      query?: never
      header?: {
        /** @description The caller's own identifier of the request. The answer and the log repeat it. */
        'X-Request-Id'?: components['parameters']['X-Request-Id']
      }
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The answer for programs. */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id']
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** @example vision-capture-service */
            service: string
            /** @example 2.0.0 */
            version: string
            /**
             * @description Paths worth knowing, by name.
             * @example {
             *       "documentation": "/docs"
             *     }
             */
            links: {
              [key: string]: string
            }
          }
        }
      }
      /** @description The answer for browsers (Accept: text/html): go to the console. */
      302: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id']
          /** @description The address to go to (section 10.2.2). */
          Location: string
          [name: string]: unknown
        }
        content?: never
      }
      429: components['responses']['RateLimited']
      500: components['responses']['InternalError']
      504: components['responses']['HandlerTimeout']
    }
  }
  openapi: {
    parameters: {
      query?: never
      header?: {
        /** @description The caller's own identifier of the request. The answer and the log repeat it. */
        'X-Request-Id'?: components['parameters']['X-Request-Id']
      }
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The document. */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id']
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** @constant */
            openapi: '3.1.1'
          } & {
            [key: string]: unknown
          }
        }
      }
      429: components['responses']['RateLimited']
      500: components['responses']['InternalError']
      504: components['responses']['HandlerTimeout']
    }
  }
  asyncapi: {
    parameters: {
      query?: never
      header?: {
        /** @description The caller's own identifier of the request. The answer and the log repeat it. */
        'X-Request-Id'?: components['parameters']['X-Request-Id']
      }
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The document. */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id']
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** @constant */
            asyncapi: '3.0.0'
          } & {
            [key: string]: unknown
          }
        }
      }
      429: components['responses']['RateLimited']
      500: components['responses']['InternalError']
      504: components['responses']['HandlerTimeout']
    }
  }
  docs: {
    parameters: {
      query?: never
      header?: {
        /** @description The caller's own identifier of the request. The answer and the log repeat it. */
        'X-Request-Id'?: components['parameters']['X-Request-Id']
      }
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The page. */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id']
          [name: string]: unknown
        }
        content: {
          'text/html': unknown
        }
      }
      429: components['responses']['RateLimited']
      500: components['responses']['InternalError']
      504: components['responses']['HandlerTimeout']
    }
  }
  docsFile: {
    parameters: {
      query?: never
      header?: {
        /** @description The caller's own identifier of the request. The answer and the log repeat it. */
        'X-Request-Id'?: components['parameters']['X-Request-Id']
      }
      path: {
        file: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The file. */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id']
          /** @description Strong validator of these bytes (section 8.8.3). */
          ETag: string
          /** @description How long a copy may be kept (RFC 9111 section 5.2). */
          'Cache-Control': string
          [name: string]: unknown
        }
        content: {
          'text/css': unknown
          'text/javascript': unknown
          'image/png': unknown
        }
      }
      /** @description The file is the same as the copy that If-None-Match names. */
      304: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id']
          /** @description Strong validator of these bytes (section 8.8.3). */
          ETag: string
          /** @description How long a copy may be kept (RFC 9111 section 5.2). */
          'Cache-Control': string
          [name: string]: unknown
        }
        content?: never
      }
      404: components['responses']['NotFound']
      422: components['responses']['ValidationError']
      429: components['responses']['RateLimited']
      500: components['responses']['InternalError']
      504: components['responses']['HandlerTimeout']
    }
  }
  health: {
    parameters: {
      query?: never
      header?: {
        /** @description The caller's own identifier of the request. The answer and the log repeat it. */
        'X-Request-Id'?: components['parameters']['X-Request-Id']
      }
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The service is running. */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id']
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Health']
        }
      }
      429: components['responses']['RateLimited']
      500: components['responses']['InternalError']
      504: components['responses']['HandlerTimeout']
    }
  }
  ready: {
    parameters: {
      query?: never
      header?: {
        /** @description The caller's own identifier of the request. The answer and the log repeat it. */
        'X-Request-Id'?: components['parameters']['X-Request-Id']
      }
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description A capture would work. */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id']
          [name: string]: unknown
        }
        content: {
          'application/json': {
            success: boolean
            ready: boolean
            /**
             * @description Why a capture would fail now.
             * @example []
             */
            reasons: string[]
            /**
             * @description The same with the code that a capture would answer.
             * @example []
             */
            problems: {
              code: components['schemas']['ErrorCode']
              message: string
            }[]
            /**
             * @description Of the disk without the reserve (STORAGE_RESERVE_MB).
             * @example 42
             */
            storage_filled_percent: number
            /**
             * Format: date-time
             * @example 2024-01-15T10:30:00.000Z
             */
            timestamp: string
          }
        }
      }
      429: components['responses']['RateLimited']
      500: components['responses']['InternalError']
      /** @description A capture would fail; `reasons` says why. */
      503: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id']
          [name: string]: unknown
        }
        content: {
          'application/json': {
            success: boolean
            ready: boolean
            /**
             * @description Why a capture would fail now.
             * @example []
             */
            reasons: string[]
            /**
             * @description The same with the code that a capture would answer.
             * @example []
             */
            problems: {
              code: components['schemas']['ErrorCode']
              message: string
            }[]
            /**
             * @description Of the disk without the reserve (STORAGE_RESERVE_MB).
             * @example 42
             */
            storage_filled_percent: number
            /**
             * Format: date-time
             * @example 2024-01-15T10:30:00.000Z
             */
            timestamp: string
          }
        }
      }
      504: components['responses']['HandlerTimeout']
    }
  }
  status: {
    parameters: {
      query?: never
      header?: {
        /** @description The caller's own identifier of the request. The answer and the log repeat it. */
        'X-Request-Id'?: components['parameters']['X-Request-Id']
      }
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The state now. */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id']
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['CameraStatus']
        }
      }
      401: components['responses']['InvalidTokenOrTokenExpiredOrAuthError']
      403: components['responses']['Forbidden']
      429: components['responses']['RateLimited']
      500: components['responses']['InternalError']
      504: components['responses']['HandlerTimeout']
    }
  }
  serviceStatus: {
    parameters: {
      query?: never
      header?: {
        /** @description The caller's own identifier of the request. The answer and the log repeat it. */
        'X-Request-Id'?: components['parameters']['X-Request-Id']
      }
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The state now. */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id']
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['ServiceStatus']
        }
      }
      401: components['responses']['InvalidTokenOrTokenExpiredOrAuthError']
      403: components['responses']['Forbidden']
      429: components['responses']['RateLimited']
      500: components['responses']['InternalError']
      504: components['responses']['HandlerTimeout']
    }
  }
  stats: {
    parameters: {
      query?: never
      header?: {
        /** @description The caller's own identifier of the request. The answer and the log repeat it. */
        'X-Request-Id'?: components['parameters']['X-Request-Id']
      }
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Since the catalogue was made. */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id']
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** @constant */
            success: true
            data: components['schemas']['CaptureStats']
          }
        }
      }
      401: components['responses']['InvalidTokenOrTokenExpiredOrAuthError']
      403: components['responses']['Forbidden']
      429: components['responses']['RateLimited']
      500: components['responses']['InternalError']
      504: components['responses']['HandlerTimeout']
    }
  }
  deliveries: {
    parameters: {
      query?: never
      header?: {
        /** @description The caller's own identifier of the request. The answer and the log repeat it. */
        'X-Request-Id'?: components['parameters']['X-Request-Id']
      }
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What waits, what was delivered, and what keeps the store from confirming more. */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id']
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** @constant */
            success: true
            data: components['schemas']['DeliveryStatus']
          }
        }
      }
      401: components['responses']['InvalidTokenOrTokenExpiredOrAuthError']
      403: components['responses']['Forbidden']
      429: components['responses']['RateLimited']
      500: components['responses']['InternalError']
      504: components['responses']['HandlerTimeout']
    }
  }
  serviceHealth: {
    parameters: {
      query?: never
      header?: {
        /** @description The caller's own identifier of the request. The answer and the log repeat it. */
        'X-Request-Id'?: components['parameters']['X-Request-Id']
      }
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The process answers. */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id']
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** @constant */
            success: true
            /**
             * @description degraded: without a camera, or with storage low; unhealthy: both.
             * @enum {string}
             */
            status: 'healthy' | 'degraded' | 'unhealthy'
            /**
             * Format: date-time
             * @example 2024-01-15T10:30:00.000Z
             */
            timestamp: string
          }
        }
      }
      429: components['responses']['RateLimited']
      500: components['responses']['InternalError']
      504: components['responses']['HandlerTimeout']
    }
  }
  detailedHealth: {
    parameters: {
      query?: never
      header?: {
        /** @description The caller's own identifier of the request. The answer and the log repeat it. */
        'X-Request-Id'?: components['parameters']['X-Request-Id']
      }
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The process answers. */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id']
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Health']
        }
      }
      429: components['responses']['RateLimited']
      500: components['responses']['InternalError']
      504: components['responses']['HandlerTimeout']
    }
  }
  systemHealth: {
    parameters: {
      query?: never
      header?: {
        /** @description The caller's own identifier of the request. The answer and the log repeat it. */
        'X-Request-Id'?: components['parameters']['X-Request-Id']
      }
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The state now. */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id']
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** @constant */
            success: true
            /**
             * @description degraded: without a camera, or with storage low; unhealthy: both.
             * @enum {string}
             */
            status: 'healthy' | 'degraded' | 'unhealthy'
            /**
             * Format: date-time
             * @example 2024-01-15T10:30:00.000Z
             */
            timestamp: string
            system: {
              /** @example bench-3 */
              hostname: string
              /** @example linux 6.12.1 arm64 */
              platform: string
              /** @example 24.21.0 */
              node: string
              /** @example 4 */
              cpu_count: number
              /**
               * @example [
               *       0.2,
               *       0.1,
               *       0.1
               *     ]
               */
              load_average: number[]
              /** @example 4137295872 */
              memory_total_bytes: number
              /** @example 2213400576 */
              memory_free_bytes: number
              /** @example 121634816 */
              process_resident_bytes: number
              /** @example 86400.5 */
              process_uptime_seconds: number
              /** @example 864000.1 */
              host_uptime_seconds: number
              storage: components['schemas']['StorageStatus']
            }
          }
        }
      }
      401: components['responses']['InvalidTokenOrTokenExpiredOrAuthError']
      403: components['responses']['Forbidden']
      429: components['responses']['RateLimited']
      500: components['responses']['InternalError']
      504: components['responses']['HandlerTimeout']
    }
  }
  metrics: {
    parameters: {
      query?: never
      header?: {
        /** @description The caller's own identifier of the request. The answer and the log repeat it. */
        'X-Request-Id'?: components['parameters']['X-Request-Id']
      }
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Text exposition format. */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id']
          [name: string]: unknown
        }
        content: {
          'text/plain': unknown
        }
      }
      429: components['responses']['RateLimited']
      500: components['responses']['InternalError']
      504: components['responses']['HandlerTimeout']
    }
  }
  captureImage: {
    parameters: {
      query?: never
      header?: {
        /** @description The same key gives the same picture, taken once. */
        'Idempotency-Key'?: string
        /** @description The caller's own identifier of the request. The answer and the log repeat it. */
        'X-Request-Id'?: components['parameters']['X-Request-Id']
      }
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['CaptureRequest']
      }
    }
    responses: {
      /** @description The picture is stored. */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id']
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** @constant */
            success: true
            /** @example Image captured successfully */
            message: string
            data: components['schemas']['CaptureData']
            /**
             * Format: date-time
             * @example 2024-01-15T10:30:00.000Z
             */
            timestamp: string
          }
        }
      }
      401: components['responses']['InvalidTokenOrTokenExpiredOrAuthError']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      409: components['responses']['CaptureInProgressOrPlateRejected']
      413: components['responses']['PayloadTooLarge']
      415: components['responses']['UnsupportedMediaType']
      422: components['responses']['ValidationError']
      429: components['responses']['RateLimited']
      500: components['responses']['CaptureFailedOrInternalError']
      501: components['responses']['NotSupportedHere']
      503: components['responses']['CameraNotInitializedOrCameraNotAvailable']
      504: components['responses']['CaptureTimeoutOrHandlerTimeout']
      507: components['responses']['StorageFull']
    }
  }
  testCamera: {
    parameters: {
      query?: never
      header?: {
        /** @description The caller's own identifier of the request. The answer and the log repeat it. */
        'X-Request-Id'?: components['parameters']['X-Request-Id']
      }
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The camera works. */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id']
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** @constant */
            success: true
            /** @example Camera test successful */
            message: string
            data: {
              /** @constant */
              camera_status: 'working'
              device_info: {
                /**
                 * @description CAMERA_DEVICE_ID.
                 * @example 0
                 */
                device_id: number | string
                /** @example 1920x1080 */
                configured_resolution: string
                /** @example 30 */
                configured_fps: number
                /** @constant */
                is_initialized: true
                is_capturing: boolean
                granted: components['schemas']['GrantedFormat'] | null
              }
              frame: {
                /** @example 1920 */
                width: number
                /** @example 1080 */
                height: number
                /** @example 4711 */
                sequence: number
                /** @enum {string} */
                clock: 'kernel' | 'arrival'
                /** @example 34 */
                waited_ms: number
              }
            }
            /**
             * Format: date-time
             * @example 2024-01-15T10:30:00.000Z
             */
            timestamp: string
          }
        }
      }
      401: components['responses']['InvalidTokenOrTokenExpiredOrAuthError']
      403: components['responses']['Forbidden']
      413: components['responses']['PayloadTooLarge']
      415: components['responses']['UnsupportedMediaType']
      429: components['responses']['RateLimited']
      500: components['responses']['CaptureFailedOrInternalError']
      503: components['responses']['CameraNotInitializedOrCameraNotAvailable']
      504: components['responses']['CaptureTimeoutOrHandlerTimeout']
    }
  }
  listImages: {
    parameters: {
      query?: {
        /** @description Exactly this sample. */
        sample_no?: string
        /** @description Exactly this submission. */
        submission_no?: string
        /** @description Part of the description. */
        text?: string
        /** @description Taken at or after this time. */
        from?: string
        /** @description Taken before this time. */
        to?: string
        order?: 'newest' | 'oldest'
        /** @description rejected: pictures that the plate gate rejected, which are not listed otherwise. */
        state?: 'stored' | 'rejected'
        /** @description Pictures per page. Default: 50. */
        limit?: number
        /** @description `next_cursor` of the page before. */
        cursor?: string
      }
      header?: {
        /** @description The caller's own identifier of the request. The answer and the log repeat it. */
        'X-Request-Id'?: components['parameters']['X-Request-Id']
      }
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description One page. */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id']
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** @constant */
            success: true
            data: components['schemas']['ImagePage']
            /**
             * Format: date-time
             * @example 2024-01-15T10:30:00.000Z
             */
            timestamp: string
          }
        }
      }
      401: components['responses']['InvalidTokenOrTokenExpiredOrAuthError']
      403: components['responses']['Forbidden']
      422: components['responses']['ValidationError']
      429: components['responses']['RateLimited']
      500: components['responses']['InternalError']
      504: components['responses']['HandlerTimeout']
    }
  }
  storedImage: {
    parameters: {
      query?: {
        /** @description Width in pixels of a thumbnail, as JPEG. */
        w?: number
        /** @description 1: as a file to save. */
        download?: string
      }
      header?: {
        /** @description One range of bytes. */
        Range?: string
        /** @description ETag of the caller's copy. */
        'If-None-Match'?: string
        /** @description ETag of the picture that the range is for. */
        'If-Range'?: string
        /** @description The caller's own identifier of the request. The answer and the log repeat it. */
        'X-Request-Id'?: components['parameters']['X-Request-Id']
      }
      path: {
        filename: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The whole picture. */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id']
          /** @description Strong validator of these bytes (section 8.8.3). */
          ETag: string
          /** @description Always `bytes`: the client may ask for a range (section 14.3). */
          'Accept-Ranges': string
          /** @description When the picture was taken (section 8.8.2). */
          'Last-Modified': string
          /** @description How long a copy may be kept (RFC 9111 section 5.2). */
          'Cache-Control': string
          /** @description The file name to save under (RFC 6266). */
          'Content-Disposition': string
          [name: string]: unknown
        }
        content: {
          'image/jpeg': unknown
          'image/png': unknown
          'image/tiff': unknown
          'image/webp': unknown
        }
      }
      /** @description The range that was requested. */
      206: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id']
          /** @description Strong validator of these bytes (section 8.8.3). */
          ETag: string
          /** @description Always `bytes`: the client may ask for a range (section 14.3). */
          'Accept-Ranges': string
          /** @description When the picture was taken (section 8.8.2). */
          'Last-Modified': string
          /** @description How long a copy may be kept (RFC 9111 section 5.2). */
          'Cache-Control': string
          /** @description The file name to save under (RFC 6266). */
          'Content-Disposition': string
          /** @description The range of these bytes and the whole size (section 14.4). */
          'Content-Range': string
          [name: string]: unknown
        }
        content: {
          'image/jpeg': unknown
          'image/png': unknown
          'image/tiff': unknown
          'image/webp': unknown
        }
      }
      /** @description The picture is the same as the copy that If-None-Match names. */
      304: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id']
          /** @description Strong validator of these bytes (section 8.8.3). */
          ETag: string
          /** @description How long a copy may be kept (RFC 9111 section 5.2). */
          'Cache-Control': string
          [name: string]: unknown
        }
        content?: never
      }
      401: components['responses']['InvalidTokenOrTokenExpiredOrAuthError']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      /** @description The picture is smaller than the start of the range. */
      416: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id']
          /** @description The range of these bytes and the whole size (section 14.4). */
          'Content-Range': string
          [name: string]: unknown
        }
        content?: never
      }
      422: components['responses']['ValidationError']
      429: components['responses']['RateLimited']
      500: components['responses']['InternalError']
      504: components['responses']['HandlerTimeout']
    }
  }
  deleteImage: {
    parameters: {
      query?: never
      header?: {
        /** @description The caller's own identifier of the request. The answer and the log repeat it. */
        'X-Request-Id'?: components['parameters']['X-Request-Id']
      }
      path: {
        filename: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The picture is deleted. */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id']
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** @constant */
            success: true
            /** @example Image deleted */
            message: string
            data: {
              /** @example capture_TEST005_SUB001_20240115_103000.jpg */
              filename: string
            }
            /**
             * Format: date-time
             * @example 2024-01-15T10:30:00.000Z
             */
            timestamp: string
          }
        }
      }
      401: components['responses']['InvalidTokenOrTokenExpiredOrAuthError']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      413: components['responses']['PayloadTooLarge']
      415: components['responses']['UnsupportedMediaType']
      422: components['responses']['ValidationError']
      429: components['responses']['RateLimited']
      500: components['responses']['InternalError']
      504: components['responses']['HandlerTimeout']
    }
  }
  changeImage: {
    parameters: {
      query?: never
      header?: {
        /** @description The caller's own identifier of the request. The answer and the log repeat it. */
        'X-Request-Id'?: components['parameters']['X-Request-Id']
      }
      path: {
        filename: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['ImageChange']
      }
    }
    responses: {
      /** @description The changed row. */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id']
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** @constant */
            success: true
            data: components['schemas']['CatalogueEntry']
            /**
             * Format: date-time
             * @example 2024-01-15T10:30:00.000Z
             */
            timestamp: string
          }
        }
      }
      401: components['responses']['InvalidTokenOrTokenExpiredOrAuthError']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      413: components['responses']['PayloadTooLarge']
      415: components['responses']['UnsupportedMediaType']
      422: components['responses']['ValidationError']
      429: components['responses']['RateLimited']
      500: components['responses']['InternalError']
      504: components['responses']['HandlerTimeout']
    }
  }
  imageMetadata: {
    parameters: {
      query?: never
      header?: {
        /** @description The caller's own identifier of the request. The answer and the log repeat it. */
        'X-Request-Id'?: components['parameters']['X-Request-Id']
      }
      path: {
        filename: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The picture's row. */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id']
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** @constant */
            success: true
            data: components['schemas']['CatalogueEntry']
            /**
             * Format: date-time
             * @example 2024-01-15T10:30:00.000Z
             */
            timestamp: string
          }
        }
      }
      401: components['responses']['InvalidTokenOrTokenExpiredOrAuthError']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      422: components['responses']['ValidationError']
      429: components['responses']['RateLimited']
      500: components['responses']['InternalError']
      504: components['responses']['HandlerTimeout']
    }
  }
  imageWells: {
    parameters: {
      query?: {
        /** @description Default: csv where Accept asks for text/csv, and json otherwise. */
        format?: 'json' | 'csv'
      }
      header?: {
        /** @description text/csv for CSV. */
        Accept?: string
        /** @description The caller's own identifier of the request. The answer and the log repeat it. */
        'X-Request-Id'?: components['parameters']['X-Request-Id']
      }
      path: {
        filename: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description One entry a well, row by row; JSON or CSV. */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id']
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** @constant */
            success: true
            data: components['schemas']['ImageWells']
            /**
             * Format: date-time
             * @example 2024-01-15T10:30:00.000Z
             */
            timestamp: string
          }
        }
      }
      401: components['responses']['InvalidTokenOrTokenExpiredOrAuthError']
      403: components['responses']['Forbidden']
      404: components['responses']['NotFound']
      422: components['responses']['ValidationError']
      429: components['responses']['RateLimited']
      500: components['responses']['InternalError']
      504: components['responses']['HandlerTimeout']
    }
  }
  exportImages: {
    parameters: {
      query?: {
        /** @description Exactly this sample. */
        sample_no?: string
        /** @description Exactly this submission. */
        submission_no?: string
        /** @description Part of the description. */
        text?: string
        /** @description Taken at or after this time. */
        from?: string
        /** @description Taken before this time. */
        to?: string
        order?: 'newest' | 'oldest'
      }
      header?: {
        /** @description The caller's own identifier of the request. The answer and the log repeat it. */
        'X-Request-Id'?: components['parameters']['X-Request-Id']
      }
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The archive. */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id']
          /** @description The file name to save under (RFC 6266). */
          'Content-Disposition': string
          [name: string]: unknown
        }
        content: {
          'application/zip': unknown
        }
      }
      401: components['responses']['InvalidTokenOrTokenExpiredOrAuthError']
      403: components['responses']['Forbidden']
      422: components['responses']['ValidationError']
      429: components['responses']['RateLimited']
      500: components['responses']['InternalError']
      501: components['responses']['NotSupportedHere']
      504: components['responses']['HandlerTimeout']
    }
  }
  streamMjpeg: {
    parameters: {
      query?: {
        /** @description Width in pixels. Default: the camera's own. */
        w?: number
        /** @description Height in pixels. Default: the camera's own. */
        h?: number
        /** @description JPEG quality. */
        q?: number
        /** @description Frames per second at most. Default: 10. */
        fps?: number
      }
      header?: {
        /** @description The caller's own identifier of the request. The answer and the log repeat it. */
        'X-Request-Id'?: components['parameters']['X-Request-Id']
      }
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The live view. A slow viewer misses frames. */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id']
          /** @description How long a copy may be kept (RFC 9111 section 5.2). */
          'Cache-Control': string
          [name: string]: unknown
        }
        content: {
          'multipart/x-mixed-replace': unknown
        }
      }
      401: components['responses']['InvalidTokenOrTokenExpiredOrAuthError']
      403: components['responses']['Forbidden']
      422: components['responses']['ValidationError']
      429: components['responses']['RateLimited']
      500: components['responses']['CaptureFailedOrInternalError']
      501: components['responses']['NotSupportedHere']
      503: components['responses']['TooManyConnectionsOrCameraNotInitializedOrCameraNotAvailable']
      504: components['responses']['CaptureTimeoutOrHandlerTimeout']
    }
  }
  streamStop: {
    parameters: {
      query?: never
      header?: {
        /** @description The caller's own identifier of the request. The answer and the log repeat it. */
        'X-Request-Id'?: components['parameters']['X-Request-Id']
      }
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description They have ended. */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id']
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** @constant */
            success: true
            /** @example Ended 2 live views */
            message: string
            data: {
              /**
               * @description How many there were.
               * @example 2
               */
              stopped: number
            }
            /**
             * Format: date-time
             * @example 2024-01-15T10:30:00.000Z
             */
            timestamp: string
          }
        }
      }
      401: components['responses']['InvalidTokenOrTokenExpiredOrAuthError']
      403: components['responses']['Forbidden']
      413: components['responses']['PayloadTooLarge']
      415: components['responses']['UnsupportedMediaType']
      429: components['responses']['RateLimited']
      500: components['responses']['InternalError']
      504: components['responses']['HandlerTimeout']
    }
  }
  snapshot: {
    parameters: {
      query?: {
        /** @description Width in pixels. Default: the camera's own. */
        w?: number
        /** @description Height in pixels. Default: the camera's own. */
        h?: number
        /** @description JPEG quality. */
        q?: number
      }
      header?: {
        /** @description The caller's own identifier of the request. The answer and the log repeat it. */
        'X-Request-Id'?: components['parameters']['X-Request-Id']
      }
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The picture. */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id']
          /** @description How long a copy may be kept (RFC 9111 section 5.2). */
          'Cache-Control': string
          [name: string]: unknown
        }
        content: {
          'image/jpeg': unknown
        }
      }
      401: components['responses']['InvalidTokenOrTokenExpiredOrAuthError']
      403: components['responses']['Forbidden']
      422: components['responses']['ValidationError']
      429: components['responses']['RateLimited']
      500: components['responses']['CaptureFailedOrInternalError']
      503: components['responses']['CameraNotInitializedOrCameraNotAvailable']
      504: components['responses']['CaptureTimeoutOrHandlerTimeout']
    }
  }
  showSession: {
    parameters: {
      query?: never
      header?: {
        /** @description The caller's own identifier of the request. The answer and the log repeat it. */
        'X-Request-Id'?: components['parameters']['X-Request-Id']
      }
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The session now. */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id']
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** @constant */
            success: true
            data: components['schemas']['Session']
            /**
             * Format: date-time
             * @example 2024-01-15T10:30:00.000Z
             */
            timestamp: string
          }
        }
      }
      429: components['responses']['RateLimited']
      500: components['responses']['InternalError']
      504: components['responses']['HandlerTimeout']
    }
  }
  openSession: {
    parameters: {
      query?: never
      header?: {
        /** @description The caller's own identifier of the request. The answer and the log repeat it. */
        'X-Request-Id'?: components['parameters']['X-Request-Id']
      }
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The browser is signed in. */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id']
          /** @description The session cookie (RFC 6265). */
          'Set-Cookie': string
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** @constant */
            success: true
            data: components['schemas']['Session']
            /**
             * Format: date-time
             * @example 2024-01-15T10:30:00.000Z
             */
            timestamp: string
          }
        }
      }
      401: components['responses']['InvalidTokenOrTokenExpiredOrAuthError']
      403: components['responses']['Forbidden']
      413: components['responses']['PayloadTooLarge']
      415: components['responses']['UnsupportedMediaType']
      429: components['responses']['RateLimited']
      500: components['responses']['InternalError']
      504: components['responses']['HandlerTimeout']
    }
  }
  closeSession: {
    parameters: {
      query?: never
      header?: {
        /** @description The caller's own identifier of the request. The answer and the log repeat it. */
        'X-Request-Id'?: components['parameters']['X-Request-Id']
      }
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The cookie is removed. The token itself stays valid until it expires. */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id']
          /** @description The session cookie (RFC 6265). */
          'Set-Cookie': string
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** @constant */
            success: true
            /**
             * Format: date-time
             * @example 2024-01-15T10:30:00.000Z
             */
            timestamp: string
          }
        }
      }
      413: components['responses']['PayloadTooLarge']
      415: components['responses']['UnsupportedMediaType']
      429: components['responses']['RateLimited']
      500: components['responses']['InternalError']
      504: components['responses']['HandlerTimeout']
    }
  }
  issueTicket: {
    parameters: {
      query?: never
      header?: {
        /** @description The caller's own identifier of the request. The answer and the log repeat it. */
        'X-Request-Id'?: components['parameters']['X-Request-Id']
      }
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['TicketRequest']
      }
    }
    responses: {
      /** @description The ticket. */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id']
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** @constant */
            success: true
            data: {
              /**
               * @description For the query field `ticket`.
               * @example eyJwdXJwb3NlIjoi….3q2-7w
               */
              ticket: string
              /**
               * Format: date-time
               * @example 2024-01-15T10:30:00.000Z
               */
              expires_at: string
            }
            /**
             * Format: date-time
             * @example 2024-01-15T10:30:00.000Z
             */
            timestamp: string
          }
        }
      }
      401: components['responses']['InvalidTokenOrTokenExpiredOrAuthError']
      403: components['responses']['Forbidden']
      413: components['responses']['PayloadTooLarge']
      415: components['responses']['UnsupportedMediaType']
      422: components['responses']['ValidationError']
      429: components['responses']['RateLimited']
      500: components['responses']['InternalError']
      504: components['responses']['HandlerTimeout']
    }
  }
  listCameras: {
    parameters: {
      query?: never
      header?: {
        /** @description The caller's own identifier of the request. The answer and the log repeat it. */
        'X-Request-Id'?: components['parameters']['X-Request-Id']
      }
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The cameras that were found. */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id']
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** @constant */
            success: true
            data: components['schemas']['Discovery']
            /**
             * Format: date-time
             * @example 2024-01-15T10:30:00.000Z
             */
            timestamp: string
          }
        }
      }
      401: components['responses']['InvalidTokenOrTokenExpiredOrAuthError']
      403: components['responses']['Forbidden']
      429: components['responses']['RateLimited']
      500: components['responses']['InternalError']
      504: components['responses']['HandlerTimeout']
    }
  }
  cameraControls: {
    parameters: {
      query?: never
      header?: {
        /** @description The caller's own identifier of the request. The answer and the log repeat it. */
        'X-Request-Id'?: components['parameters']['X-Request-Id']
      }
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Each control with its range, its value, and whether an automatic mode sets it. */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id']
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** @constant */
            success: true
            data: {
              controls: components['schemas']['CameraControl'][]
              /**
               * @description Controls whose value is not the one that was set; null: the camera has no such control.
               * @example []
               */
              drift: {
                name: string
                wanted: number
                actual: number | null
              }[]
            }
            /**
             * Format: date-time
             * @example 2024-01-15T10:30:00.000Z
             */
            timestamp: string
          }
        }
      }
      401: components['responses']['InvalidTokenOrTokenExpiredOrAuthError']
      403: components['responses']['Forbidden']
      429: components['responses']['RateLimited']
      500: components['responses']['CaptureFailedOrInternalError']
      501: components['responses']['NotSupportedHere']
      503: components['responses']['CameraNotInitializedOrCameraNotAvailable']
      504: components['responses']['HandlerTimeout']
    }
  }
  changeCameraControls: {
    parameters: {
      query?: never
      header?: {
        /** @description The caller's own identifier of the request. The answer and the log repeat it. */
        'X-Request-Id'?: components['parameters']['X-Request-Id']
      }
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': components['schemas']['ControlValues']
      }
    }
    responses: {
      /** @description The changed controls, with the values read back. */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id']
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** @constant */
            success: true
            data: {
              controls: components['schemas']['CameraControl'][]
              /**
               * @description Controls whose value is not the one that was set; null: the camera has no such control.
               * @example []
               */
              drift: {
                name: string
                wanted: number
                actual: number | null
              }[]
            }
            /**
             * Format: date-time
             * @example 2024-01-15T10:30:00.000Z
             */
            timestamp: string
          }
        }
      }
      401: components['responses']['InvalidTokenOrTokenExpiredOrAuthError']
      403: components['responses']['Forbidden']
      413: components['responses']['PayloadTooLarge']
      415: components['responses']['UnsupportedMediaType']
      422: components['responses']['ValidationError']
      429: components['responses']['RateLimited']
      500: components['responses']['CaptureFailedOrInternalError']
      501: components['responses']['NotSupportedHere']
      503: components['responses']['CameraNotInitializedOrCameraNotAvailable']
      504: components['responses']['HandlerTimeout']
    }
  }
  calibrate: {
    parameters: {
      query?: never
      header?: {
        /** @description The caller's own identifier of the request. The answer and the log repeat it. */
        'X-Request-Id'?: components['parameters']['X-Request-Id']
      }
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The page. */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id']
          [name: string]: unknown
        }
        content: {
          'text/html': unknown
        }
      }
      429: components['responses']['RateLimited']
      500: components['responses']['InternalError']
      504: components['responses']['HandlerTimeout']
    }
  }
  calibrateFile: {
    parameters: {
      query?: never
      header?: {
        /** @description The caller's own identifier of the request. The answer and the log repeat it. */
        'X-Request-Id'?: components['parameters']['X-Request-Id']
      }
      path: {
        file: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The file. */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id']
          [name: string]: unknown
        }
        content: {
          'text/javascript': unknown
          'text/css': unknown
        }
      }
      404: components['responses']['NotFound']
      422: components['responses']['ValidationError']
      429: components['responses']['RateLimited']
      500: components['responses']['InternalError']
      504: components['responses']['HandlerTimeout']
    }
  }
  calibrationCodes: {
    parameters: {
      query?: never
      header?: {
        /** @description The caller's own identifier of the request. The answer and the log repeat it. */
        'X-Request-Id'?: components['parameters']['X-Request-Id']
      }
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description One code for each slot of a cycle. */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id']
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** @constant */
            success: true
            data: {
              /**
               * @description Each a QR code: its lines from the top, separated by `/`, `1` for a dark module.
               * @example [
               *       "1110111/1010101"
               *     ]
               */
              codes: string[]
              /**
               * @description How long each code is shown; code n from the clock time n × slot_ms on, in a cycle.
               * @example 50
               */
              slot_ms: number
              /**
               * @description The camera that is open.
               * @example simulated
               */
              camera: string | null
            }
            /**
             * Format: date-time
             * @example 2024-01-15T10:30:00.000Z
             */
            timestamp: string
          }
        }
      }
      401: components['responses']['InvalidTokenOrTokenExpiredOrAuthError']
      403: components['responses']['Forbidden']
      429: components['responses']['RateLimited']
      500: components['responses']['InternalError']
      504: components['responses']['HandlerTimeout']
    }
  }
  calibrateCamera: {
    parameters: {
      query?: never
      header?: {
        /** @description The caller's own identifier of the request. The answer and the log repeat it. */
        'X-Request-Id'?: components['parameters']['X-Request-Id']
      }
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': {
          /**
           * @description How far the page's idea of the service's clock may be wrong: half of the shortest round trip.
           * @example 1.4
           */
          uncertainty_ms: number
        }
      }
    }
    responses: {
      /** @description The bound, which holds from now on. */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id']
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** @constant */
            success: true
            data: components['schemas']['CalibrationResult']
            /**
             * Format: date-time
             * @example 2024-01-15T10:30:00.000Z
             */
            timestamp: string
          }
        }
      }
      401: components['responses']['InvalidTokenOrTokenExpiredOrAuthError']
      403: components['responses']['Forbidden']
      409: components['responses']['CaptureInProgress']
      413: components['responses']['PayloadTooLarge']
      415: components['responses']['UnsupportedMediaType']
      422: components['responses']['ValidationError']
      429: components['responses']['RateLimited']
      500: components['responses']['CaptureFailedOrInternalError']
      501: components['responses']['NotSupportedHere']
      503: components['responses']['CameraNotInitializedOrCameraNotAvailable']
      504: components['responses']['CaptureTimeoutOrHandlerTimeout']
    }
  }
  calibrationClock: {
    parameters: {
      query?: never
      header?: {
        /** @description The caller's own identifier of the request. The answer and the log repeat it. */
        'X-Request-Id'?: components['parameters']['X-Request-Id']
      }
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The time now. */
      200: {
        headers: {
          'X-Request-Id': components['headers']['X-Request-Id']
          [name: string]: unknown
        }
        content: {
          'application/json': {
            /** @constant */
            success: true
            data: {
              /**
               * @description Milliseconds since an arbitrary moment.
               * @example 73144.2
               */
              now_ms: number
            }
            /**
             * Format: date-time
             * @example 2024-01-15T10:30:00.000Z
             */
            timestamp: string
          }
        }
      }
      401: components['responses']['InvalidTokenOrTokenExpiredOrAuthError']
      403: components['responses']['Forbidden']
      429: components['responses']['RateLimited']
      500: components['responses']['InternalError']
      504: components['responses']['HandlerTimeout']
    }
  }
}
