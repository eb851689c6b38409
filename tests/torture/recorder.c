/*
 * Preloaded into a process, notes what it writes to the files of one folder and when it syncs them, so that the disk can be
 * put together as a power cut would have left it at any moment.
 *
 * RECORD_FOLDER: the folder. RECORD_TO: the record; one `struct entry` after another, each followed by its data.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

struct entry {
  char kind; /* W written, S synced, T cut or grown to `offset` bytes */
  char name[47];
  int64_t offset;
  int64_t length;
};

static const char *folder;
static size_t folder_length;
static int record = -1;
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;

static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off64_t);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static int (*real_ftruncate)(int, off64_t);

__attribute__((constructor)) static void begin(void) {
  real_write = dlsym(RTLD_NEXT, "write");
  real_pwrite = dlsym(RTLD_NEXT, "pwrite64");
  real_fsync = dlsym(RTLD_NEXT, "fsync");
  real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
  real_ftruncate = dlsym(RTLD_NEXT, "ftruncate64");
  folder = getenv("RECORD_FOLDER");
  const char *to = getenv("RECORD_TO");
  if (folder == NULL || to == NULL) return;
  folder_length = strlen(folder);
  record = open(to, O_CREAT | O_WRONLY | O_APPEND, 0600);
}

/* The name of an open file in the folder; 0 for any other. */
static int name_of(int fd, char name[47]) {
  if (record < 0 || fd < 3 || fd == record) return 0;
  char link[32], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length <= (ssize_t)folder_length) return 0;
  path[length] = 0;
  if (strncmp(path, folder, folder_length) != 0 || path[folder_length] != '/') return 0;
  memset(name, 0, 47);
  strncpy(name, path + folder_length + 1, 46);
  return 1;
}

static void note(char kind, const char name[47], int64_t offset, int64_t length, const void *data) {
  struct entry entry = {.kind = kind, .offset = offset, .length = length};
  memcpy(entry.name, name, 47);
  pthread_mutex_lock(&turn);
  if (real_write(record, &entry, sizeof entry) != sizeof entry) abort();
  for (int64_t done = 0; done < length;) {
    ssize_t some = real_write(record, (const char *)data + done, length - done);
    if (some <= 0) abort();
    done += some;
  }
  pthread_mutex_unlock(&turn);
}

ssize_t pwrite64(int fd, const void *data, size_t length, off64_t offset) {
  char name[47];
  ssize_t written = real_pwrite(fd, data, length, offset);
  if (written > 0 && name_of(fd, name)) note('W', name, offset, written, data);
  return written;
}

ssize_t pwrite(int fd, const void *data, size_t length, off_t offset) { return pwrite64(fd, data, length, offset); }

/* Files that are written without saying where are only ever appended to. */
ssize_t write(int fd, const void *data, size_t length) {
  char name[47];
  ssize_t written = real_write(fd, data, length);
  if (written > 0 && name_of(fd, name)) note('W', name, lseek(fd, 0, SEEK_CUR) - written, written, data);
  return written;
}

static int synced(int fd, int result) {
  char name[47];
  if (result == 0 && name_of(fd, name)) note('S', name, 0, 0, NULL);
  return result;
}

int fsync(int fd) { return synced(fd, real_fsync(fd)); }
int fdatasync(int fd) { return synced(fd, real_fdatasync(fd)); }

int ftruncate64(int fd, off64_t length) {
  char name[47];
  int result = real_ftruncate(fd, length);
  if (result == 0 && name_of(fd, name)) note('T', name, length, 0, NULL);
  return result;
}

int ftruncate(int fd, off_t length) { return ftruncate64(fd, length); }
