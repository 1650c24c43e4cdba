/** The class of the specification ("Frontend Integration"), as printed there but for its base address and its callbacks. */
interface CaptureResponse {
  success: boolean
  message: string
  data: { image_data: Record<string, unknown>; sample_no: string; submission_no: string | null }
  timestamp: string
}
type CameraStatus = Record<string, unknown>

export class CaptureService {
  private baseUrl: string
  private wsUrl: string
  private token: string
  onCaptureProgress?: (data: Record<string, unknown>) => void
  onCaptureResult?: (data: Record<string, unknown>) => void
  onStatusUpdate?: (data: Record<string, unknown>) => void

  constructor(baseUrl: string, token: string) {
    this.baseUrl = baseUrl
    this.wsUrl = baseUrl.replace(/^http/, 'ws')
    this.token = token
  }

  private getAuthToken(): string {
    return this.token
  }

  async captureImage(sampleNo: string, submissionNo?: string): Promise<CaptureResponse> {
    const token = this.getAuthToken()

    const response = await fetch(`${this.baseUrl}/api/v1/capture/image`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${token}`,
        'Content-Type': 'application/json',
      },
      body: JSON.stringify({
        sample_no: sampleNo,
        submission_no: submissionNo,
        description: 'Captured image',
        quality: 95,
      }),
    })

    return response.json() as Promise<CaptureResponse>
  }

  async getCameraStatus(): Promise<CameraStatus> {
    const token = this.getAuthToken()

    const response = await fetch(`${this.baseUrl}/api/v1/capture/status`, {
      headers: {
        Authorization: `Bearer ${token}`,
      },
    })

    return response.json() as Promise<CameraStatus>
  }

  connectWebSocket(): WebSocket {
    const ws = new WebSocket(`${this.wsUrl}/ws/capture`)

    ws.onmessage = (event) => {
      const message = JSON.parse(event.data)
      this.handleWebSocketMessage(message)
    }

    return ws
  }

  // biome-ignore lint/suspicious/noExplicitAny: as the specification prints it
  private handleWebSocketMessage(message: any) {
    switch (message.type) {
      case 'capture_progress':
        this.onCaptureProgress?.(message.data)
        break
      case 'capture_result':
        this.onCaptureResult?.(message.data)
        break
      case 'status_update':
        this.onStatusUpdate?.(message.data)
        break
    }
  }
}
