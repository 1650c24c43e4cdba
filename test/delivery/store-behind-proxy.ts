/** A real store with one bucket, and the proxy that injects faults before it. */
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { ACCESS_KEY, type CephStore, SECRET_KEY, startCephStore } from './ceph-store.ts'
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts'

export interface StoreBehindProxy {
  store: CephStore
  proxy: FaultProxy
  /** Reaches the store without the proxy. */
  admin: S3Client
  close(): Promise<void>
}

/** Puts the credentials of the store into the environment, where the AWS default chain finds them. */
export async function openStoreBehindProxy(bucket: string): Promise<StoreBehindProxy> {
  process.env.AWS_ACCESS_KEY_ID = ACCESS_KEY
  process.env.AWS_SECRET_ACCESS_KEY = SECRET_KEY
  const store = await startCephStore()
  const proxy = await startFaultProxy(store.endpoint)
  const admin = new S3Client({ endpoint: store.endpoint, region: 'us-east-1', forcePathStyle: true })
  await admin.send(new CreateBucketCommand({ Bucket: bucket }))
  return {
    store,
    proxy,
    admin,
    async close() {
      await proxy.close()
      await store.stop()
    },
  }
}
