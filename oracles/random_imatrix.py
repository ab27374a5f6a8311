"""An importance matrix for a model that has no text to be measured on: seeded log-normal E[a^2] (sigma 1.5) for every
matrix inside a block, as llama.cpp's GGUF form.

    random_imatrix.py MODEL.gguf OUT.gguf
"""

import sys

import gguf
import numpy

reader = gguf.GGUFReader(sys.argv[1])
writer = gguf.GGUFWriter(sys.argv[2], "imatrix")
writer.add_type("imatrix")
writer.add_array("imatrix.datasets", ["log-normal, seed 1"])
writer.add_uint32("imatrix.chunk_count", 1)
writer.add_uint32("imatrix.chunk_size", 512)
random = numpy.random.default_rng(1)
for tensor in reader.tensors:
    if tensor.name.startswith("blk.") and len(tensor.shape) == 2:
        columns = int(tensor.shape[0])
        sums = numpy.exp(1.5 * random.standard_normal(columns)).astype(numpy.float32)
        writer.add_tensor(tensor.name + ".in_sum2", sums.reshape(1, columns))
        writer.add_tensor(tensor.name + ".counts", numpy.ones((1, 1), numpy.float32))
writer.write_header_to_file()
writer.write_kv_data_to_file()
writer.write_tensors_to_file()
writer.close()
