//! The few messages and fields of `onnx.proto3` that weights are read from.
//!
//! Pure data; field numbers are those of the ONNX specification. Everything else
//! in the file is skipped by the decoder.

use prost::bytes::Bytes;

/// `ModelProto`.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Model {
    /// The graph.
    #[prost(message, optional, tag = "7")]
    pub graph: Option<Graph>,
}

/// `GraphProto`.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Graph {
    /// Operations.
    #[prost(message, repeated, tag = "1")]
    pub node: Vec<Node>,
    /// Constants, weights among them.
    #[prost(message, repeated, tag = "5")]
    pub initializer: Vec<Tensor>,
}

/// `NodeProto`.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Node {
    /// Names of inputs.
    #[prost(string, repeated, tag = "1")]
    pub input: Vec<String>,
    /// The node's own name.
    #[prost(string, tag = "3")]
    pub name: String,
    /// Attributes; branches of an `If` are among them.
    #[prost(message, repeated, tag = "5")]
    pub attribute: Vec<Attribute>,
}

/// `AttributeProto`.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Attribute {
    /// `then_branch`, `else_branch` …
    #[prost(string, tag = "1")]
    pub name: String,
    /// A graph.
    #[prost(message, optional, tag = "6")]
    pub graph: Option<Graph>,
}

/// `TensorProto`.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Tensor {
    /// Outermost first.
    #[prost(int64, repeated, tag = "1")]
    pub dims: Vec<i64>,
    /// 1 f32, 2 u8, 3 i8.
    #[prost(int32, tag = "2")]
    pub data_type: i32,
    /// Single-precision data, when not raw.
    #[prost(float, repeated, tag = "4")]
    pub float_data: Vec<f32>,
    /// Small integers, when not raw.
    #[prost(int32, repeated, tag = "5")]
    pub int32_data: Vec<i32>,
    /// The tensor's name.
    #[prost(string, tag = "8")]
    pub name: String,
    /// Little-endian data; shares the file's memory.
    #[prost(bytes = "bytes", tag = "9")]
    pub raw_data: Bytes,
}
