/**
 * libaravis 0.8 through koffi: only functions on GObjects, so that no layout of a struct but GError's is needed.
 * Used in the reader process alone. Prototypes: arvsystem.h, arvcamera.h, arvdevice.h, arvgvdevice.h, arvstream.h, arvbuffer.h.
 */
import koffi from 'koffi'

export const LIBRARY = 'libaravis-0.8.so.0'
const GLIB = 'libglib-2.0.so.0'
const GOBJECT = 'libgobject-2.0.so.0'

/** A GObject; opaque. */
export type Handle = { readonly __handle: unique symbol }
type Out<Value> = [Value]

/** ArvDeviceError of arvdevice.h. */
export const DEVICE_ERROR = { NOT_CONTROLLER: 10 } as const
/** ARV_BUFFER_STATUS_SUCCESS of arvbuffer.h; every other status is an incomplete frame. */
export const BUFFER_SUCCESS = 0
/** ARV_GV_STREAM_OPTION_PACKET_SOCKET_DISABLED of arvgvstream.h. */
export const PACKET_SOCKET_DISABLED = 1
/** ARV_GV_STREAM_SOCKET_BUFFER_FIXED of arvgvstream.h. */
const SOCKET_BUFFER_FIXED = 0

/** The message of libaravis when a call fails. */
export class AravisError extends Error {
  readonly domain: string
  readonly code: number
  constructor(domain: string, code: number, message: string) {
    super(message)
    this.name = 'AravisError'
    this.domain = domain
    this.code = code
  }
}

/** Loads the library. Throws koffi's error when it is not installed. */
export function loadAravis() {
  const aravis = koffi.load(LIBRARY)
  const glib = koffi.load(GLIB)
  const gobject = koffi.load(GOBJECT)
  const GError = koffi.struct('GError', { domain: 'uint32', code: 'int', message: 'const char *' })
  const freeError = glib.func('void g_error_free(void *error)')
  const quarkName = glib.func('const char *g_quark_to_string(uint32 quark)')

  const plain = <Args extends unknown[], Result>(prototype: string) =>
    aravis.func(prototype) as unknown as (...args: Args) => Result

  const throwIfSet = ([error]: Out<unknown>): void => {
    if (error === null) return
    const { domain, code, message } = koffi.decode(error, GError)
    freeError(error)
    throw new AravisError(quarkName(domain), code, message)
  }

  /** `prototype` without its last parameter, which is a GError. */
  const checked = <Args extends unknown[], Result>(prototype: string) => {
    const call = aravis.func(prototype.replace(/\)$/, ', _Out_ GError **error)'))
    return (...args: Args): Result => {
      const error: Out<unknown> = [null]
      const result = call(...args, error) as Result
      throwIfSet(error)
      return result
    }
  }

  /** The same on a separate thread. */
  const checkedAsync = <Args extends unknown[], Result>(prototype: string) => {
    const call = aravis.func(prototype.replace(/\)$/, ', _Out_ GError **error)'))
    return (...args: Args): Promise<Result> =>
      new Promise((resolve, reject) => {
        const error: Out<unknown> = [null]
        call.async(...args, error, (failure: unknown, result: Result) => {
          try {
            if (failure) throw failure
            throwIfSet(error)
            resolve(result)
          } catch (thrown) {
            reject(thrown)
          }
        })
      })
  }

  const pop = aravis.func('void *arv_stream_timeout_pop_buffer(void *stream, uint64 timeoutUs)')
  const imageData = aravis.func('void *arv_buffer_get_image_data(void *buffer, _Out_ size_t *size)')
  const countQueued = aravis.func(
    'void arv_stream_get_n_buffers(void *stream, _Out_ int *inputs, _Out_ int *outputs)',
  )
  const pixelFormats = aravis.func(
    'void *arv_camera_dup_available_pixel_formats_as_strings(void *camera, _Out_ unsigned int *count, _Out_ GError **error)',
  )
  const setProperties = gobject.func('void g_object_set(void *object, const char *name, ...)')
  const free = glib.func('void g_free(void *memory)')

  return {
    unref: gobject.func('void g_object_unref(void *object)') as unknown as (object: Handle) => void,
    /** The wall clock in microseconds, by which libaravis stamps arrivals. */
    realTimeUs: glib.func('int64 g_get_real_time()') as unknown as () => number,

    updateDeviceList: plain<[], void>('void arv_update_device_list()'),
    deviceCount: plain<[], number>('unsigned int arv_get_n_devices()'),
    deviceId: plain<[number], string>('const char *arv_get_device_id(unsigned int index)'),
    deviceAddress: plain<[number], string | null>('const char *arv_get_device_address(unsigned int index)'),
    deviceVendor: plain<[number], string | null>('const char *arv_get_device_vendor(unsigned int index)'),
    deviceModel: plain<[number], string | null>('const char *arv_get_device_model(unsigned int index)'),
    deviceSerial: plain<[number], string | null>('const char *arv_get_device_serial_nbr(unsigned int index)'),
    deviceProtocol: plain<[number], string | null>('const char *arv_get_device_protocol(unsigned int index)'),

    openCamera: checked<[string], Handle>('void *arv_camera_new(const char *name)'),
    device: plain<[Handle], Handle>('void *arv_camera_get_device(void *camera)'),
    isGigE: plain<[Handle], boolean>('bool arv_camera_is_gv_device(void *camera)'),
    vendor: checked<[Handle], string>('const char *arv_camera_get_vendor_name(void *camera)'),
    model: checked<[Handle], string>('const char *arv_camera_get_model_name(void *camera)'),
    serial: checked<[Handle], string | null>('const char *arv_camera_get_device_serial_number(void *camera)'),
    clearTriggers: checked<[Handle], void>('void arv_camera_clear_triggers(void *camera)'),
    hasFrameRate: checked<[Handle], boolean>('bool arv_camera_is_frame_rate_available(void *camera)'),
    frameRate: checked<[Handle], number>('double arv_camera_get_frame_rate(void *camera)'),
    setFrameRate: checked<[Handle, number], void>(
      'void arv_camera_set_frame_rate(void *camera, double framesPerSecond)',
    ),
    frameRateBounds: checked<[Handle, Out<number>, Out<number>], void>(
      'void arv_camera_get_frame_rate_bounds(void *camera, _Out_ double *min, _Out_ double *max)',
    ),
    setPixelFormat: checked<[Handle, string], void>(
      'void arv_camera_set_pixel_format_from_string(void *camera, const char *format)',
    ),
    pixelFormats(camera: Handle): string[] {
      const count: Out<number> = [0]
      const error: Out<unknown> = [null]
      const names = pixelFormats(camera, count, error)
      throwIfSet(error)
      const list = koffi.decode(names, koffi.array('const char *', count[0])) as string[]
      free(names)
      return [...list]
    },
    payloadBytes: checked<[Handle], number>('unsigned int arv_camera_get_payload(void *camera)'),
    setStreamOptions: plain<[Handle, number], void>(
      'void arv_camera_gv_set_stream_options(void *camera, int options)',
    ),
    setPacketSize: checked<[Handle, number], void>(
      'void arv_camera_gv_set_packet_size(void *camera, int bytes)',
    ),
    negotiatePacketSize: checked<[Handle], number>(
      'unsigned int arv_camera_gv_auto_packet_size(void *camera)',
    ),
    startAcquisition: checked<[Handle], void>('void arv_camera_start_acquisition(void *camera)'),
    stopAcquisition: checked<[Handle], void>('void arv_camera_stop_acquisition(void *camera)'),
    isController: plain<[Handle], boolean>('bool arv_gv_device_is_controller(void *device)'),
    leaveControl: checked<[Handle], boolean>('bool arv_gv_device_leave_control(void *device)'),
    tickFrequency: checked<[Handle], number>(
      'uint64 arv_gv_device_get_timestamp_tick_frequency(void *device)',
    ),
    readRegister: checkedAsync<[Handle, number, Out<number>], boolean>(
      'bool arv_device_read_register(void *device, uint64 address, _Out_ uint32 *value)',
    ),
    writeRegister: checkedAsync<[Handle, number, number], boolean>(
      'bool arv_device_write_register(void *device, uint64 address, uint32 value)',
    ),

    isFeatureAvailable: checked<[Handle, string], boolean>(
      'bool arv_device_is_feature_available(void *device, const char *feature)',
    ),
    executeCommand: checked<[Handle, string], void>(
      'void arv_device_execute_command(void *device, const char *feature)',
    ),
    getString: checked<[Handle, string], string | null>(
      'const char *arv_device_get_string_feature_value(void *device, const char *feature)',
    ),
    setString: checked<[Handle, string, string], void>(
      'void arv_device_set_string_feature_value(void *device, const char *feature, const char *value)',
    ),
    getInteger: checked<[Handle, string], number>(
      'int64 arv_device_get_integer_feature_value(void *device, const char *feature)',
    ),
    setInteger: checked<[Handle, string, number], void>(
      'void arv_device_set_integer_feature_value(void *device, const char *feature, int64 value)',
    ),
    integerBounds: checked<[Handle, string, Out<number>, Out<number>], void>(
      'void arv_device_get_integer_feature_bounds(void *device, const char *feature, _Out_ int64 *min, _Out_ int64 *max)',
    ),
    integerIncrement: checked<[Handle, string], number>(
      'int64 arv_device_get_integer_feature_increment(void *device, const char *feature)',
    ),
    getFloat: checked<[Handle, string], number>(
      'double arv_device_get_float_feature_value(void *device, const char *feature)',
    ),
    setFloat: checked<[Handle, string, number], void>(
      'void arv_device_set_float_feature_value(void *device, const char *feature, double value)',
    ),
    floatBounds: checked<[Handle, string, Out<number>, Out<number>], void>(
      'void arv_device_get_float_feature_bounds(void *device, const char *feature, _Out_ double *min, _Out_ double *max)',
    ),
    floatIncrement: checked<[Handle, string], number>(
      'double arv_device_get_float_feature_increment(void *device, const char *feature)',
    ),

    createStream: (() => {
      const create = checked<[Handle, null, null], Handle>(
        'void *arv_camera_create_stream(void *camera, void *callback, void *userData)',
      )
      return (camera: Handle) => create(camera, null, null)
    })(),
    /** What the kernel may queue for a GigE Vision stream before packets are lost; net.core.rmem_max is the most it grants. */
    setSocketBuffer: (stream: Handle, bytes: number) =>
      setProperties(
        stream,
        'socket-buffer',
        'int',
        SOCKET_BUFFER_FIXED,
        'const char *',
        'socket-buffer-size',
        'int',
        bytes,
        'void *',
        null,
      ),
    streamPort: plain<[Handle], number>('uint16 arv_gv_stream_get_port(void *stream)'),
    newBuffer: plain<[number], Handle>('void *arv_buffer_new_allocate(size_t bytes)'),
    pushBuffer: plain<[Handle, Handle], void>('void arv_stream_push_buffer(void *stream, void *buffer)'),
    /** Returns the next filled buffer, or null after the time. It waits on a separate thread. */
    popBuffer: (stream: Handle, timeoutMs: number): Promise<Handle | null> =>
      new Promise((resolve, reject) => {
        pop.async(stream, timeoutMs * 1000, (failure: unknown, buffer: Handle | null) =>
          failure ? reject(failure) : resolve(buffer),
        )
      }),
    /** Buffers that are filled and not yet popped. GLib counts a thread that waits for one as minus one. */
    filledBuffers(stream: Handle): number {
      const outputs: Out<number> = [0]
      countQueued(stream, [0], outputs)
      return Math.max(0, outputs[0])
    },
    bufferStatus: plain<[Handle], number>('int arv_buffer_get_status(void *buffer)'),
    frameId: plain<[Handle], number>('uint64 arv_buffer_get_frame_id(void *buffer)'),
    deviceTimestampNs: plain<[Handle], number | bigint>('uint64 arv_buffer_get_timestamp(void *buffer)'),
    arrivalRealTimeNs: plain<[Handle], number | bigint>(
      'uint64 arv_buffer_get_system_timestamp(void *buffer)',
    ),
    imageWidth: plain<[Handle], number>('int arv_buffer_get_image_width(void *buffer)'),
    imageHeight: plain<[Handle], number>('int arv_buffer_get_image_height(void *buffer)'),
    /** The image's bytes where they are, not copied: valid until the buffer is pushed again. */
    imageBytes(buffer: Handle): Uint8Array {
      const size: Out<number> = [0]
      const data = imageData(buffer, size)
      return new Uint8Array(koffi.view(data, Number(size[0])))
    },
  }
}

export type Aravis = ReturnType<typeof loadAravis>
