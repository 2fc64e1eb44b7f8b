#include <hdf5.h>

// Macros of HDF5 that open the library before they give a value; Swift does not import those.
static inline hid_t chdf5_float(void) { return H5T_NATIVE_FLOAT; }
static inline hid_t chdf5_int64(void) { return H5T_NATIVE_INT64; }
static inline unsigned chdf5_read_only(void) { return H5F_ACC_RDONLY; }
static inline hid_t chdf5_default(void) { return H5P_DEFAULT; }
static inline hid_t chdf5_all(void) { return H5S_ALL; }

/// Errors are ours to tell: HDF5 prints its own to the terminal unless told not to.
static inline void chdf5_be_quiet(void) { H5Eset_auto2(H5E_DEFAULT, NULL, NULL); }
