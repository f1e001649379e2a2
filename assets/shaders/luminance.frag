// The light itself, cd/m2, linear BT.709.
#version 330 core

out vec4 light;

vec3 eye_light(ivec2 pixel);

void main() {
    light = vec4(eye_light(ivec2(gl_FragCoord.xy)), 1.0);
}
