"""Tests of the product, arranged like its folders."""
