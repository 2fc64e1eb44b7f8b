// jpeglib.h wants both before it.
#include <stddef.h>
#include <stdio.h>
#include <jpeglib.h>
