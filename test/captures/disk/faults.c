/*
 * LD_PRELOAD: makes system calls on chosen files fail, as the file named by FAULTS says while it exists:
 * one line "CALL TEXT ERRNO SKIP COUNT", by which calls of that name on a path that contains TEXT (or ends with it, written TEXT$)
 * SKIP of them went through, COUNT times. Counting begins anew when the file changes.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int seen;
static struct timespec changed;

static int matches(const char *path, const char *text) {
  size_t length = strlen(text), whole = strlen(path);
  if (text[length - 1] != '$') return strstr(path, text) != NULL;
  length--;
  return whole >= length && !strncmp(path + whole - length, text, length);
}

static int fails(const char *call, const char *path) {
  const char *faults = getenv("FAULTS");
  struct stat found;
  if (!faults || stat(faults, &found)) return 0;
  char name[32], text[256];
  int number, skip, count, failing = 0;
  FILE *file = fopen(faults, "r");
  if (!file) return 0;
  int fields = fscanf(file, "%31s %255s %d %d %d", name, text, &number, &skip, &count);
  fclose(file);
  if (fields != 5 || strcmp(name, call) || !matches(path, text)) return 0;
  pthread_mutex_lock(&lock);
  if (memcmp(&changed, &found.st_mtim, sizeof changed)) {
    changed = found.st_mtim;
    seen = 0;
  }
  failing = seen >= skip && seen < skip + count;
  seen++;
  pthread_mutex_unlock(&lock);
  if (failing) errno = number;
  return failing;
}

static int fails_fd(const char *call, int fd) {
  char link[64], path[PATH_MAX];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return fails(call, path);
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

int fsync(int fd) { return fails_fd("sync", fd) ? -1 : NEXT(fsync)(fd); }
int fdatasync(int fd) { return fails_fd("sync", fd) ? -1 : NEXT(fdatasync)(fd); }
ssize_t write(int fd, const void *bytes, size_t size) { return fails_fd("write", fd) ? -1 : NEXT(write)(fd, bytes, size); }
ssize_t pwrite(int fd, const void *bytes, size_t size, off_t at) {
  return fails_fd("write", fd) ? -1 : NEXT(pwrite)(fd, bytes, size, at);
}
ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t at) {
  return fails_fd("write", fd) ? -1 : NEXT(pwrite64)(fd, bytes, size, at);
}
int link(const char *from, const char *to) { return fails("link", to) ? -1 : NEXT(link)(from, to); }
int unlink(const char *path) { return fails("unlink", path) ? -1 : NEXT(unlink)(path); }
